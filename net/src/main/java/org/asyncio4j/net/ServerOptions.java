package org.asyncio4j.net;

import java.util.function.Consumer;

/// How a server is made (the keyword arguments of `asyncio.start_server`). Immutable.
public final class ServerOptions {
  /// What holds where nothing else is said.
  public static final ServerOptions DEFAULT = new ServerOptions();

  private int limit = StreamReader.DEFAULT_LIMIT;
  private int backlog = 100;
  private boolean keepAlive;

  private ServerOptions() {}

  private ServerOptions with(Consumer<ServerOptions> change) {
    ServerOptions made = new ServerOptions();
    made.limit = limit;
    made.backlog = backlog;
    made.keepAlive = keepAlive;
    change.accept(made);
    return made;
  }

  /// {@return the limit of the readers, in bytes; see [StreamReader]}
  public int limit() {
    return limit;
  }

  /// {@return these options with another limit for the readers}
  ///
  /// @param limit in bytes, 1 or more; 64 KiB at first
  public ServerOptions withLimit(int limit) {
    return with(made -> made.limit = StreamReader.checkedLimit(limit));
  }

  /// {@return how many connections the system keeps until they are accepted}
  public int backlog() {
    return backlog;
  }

  /// {@return these options with another backlog}
  ///
  /// @param backlog how many connections the system keeps until they are accepted, 1 or more; 100
  ///   at first
  public ServerOptions withBacklog(int backlog) {
    if (backlog < 1) {
      throw new IllegalArgumentException("a backlog cannot be " + backlog + ": give 1 or more");
    }
    return with(made -> made.backlog = backlog);
  }

  /// {@return whether the system asks silent clients now and then if they are still there}
  public boolean keepAlive() {
    return keepAlive;
  }

  /// {@return these options with `SO_KEEPALIVE` on or off}
  ///
  /// @param keepAlive whether the system asks silent clients if they are still there; off at first
  public ServerOptions withKeepAlive(boolean keepAlive) {
    return with(made -> made.keepAlive = keepAlive);
  }
}
