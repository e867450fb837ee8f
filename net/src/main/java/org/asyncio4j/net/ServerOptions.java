package org.asyncio4j.net;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How a server is made (the keyword arguments of `asyncio.start_server`). Immutable.
public final class ServerOptions {
  /// What holds where nothing else is said.
  public static final ServerOptions DEFAULT = new ServerOptions();

  private int limit = StreamReader.DEFAULT_LIMIT;
  private int backlog = 100;
  private boolean keepAlive;
  private int maxConnections = Integer.MAX_VALUE;
  private boolean reusePort;
  private int loops = 1;
  private boolean startServing = true;
  private @Nullable TlsContext tls;

  private ServerOptions() {}

  private ServerOptions with(Consumer<ServerOptions> change) {
    ServerOptions made = new ServerOptions();
    made.limit = limit;
    made.backlog = backlog;
    made.keepAlive = keepAlive;
    made.maxConnections = maxConnections;
    made.reusePort = reusePort;
    made.loops = loops;
    made.startServing = startServing;
    made.tls = tls;
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

  /// {@return how many connections a loop has at most; `Integer.MAX_VALUE` for no limit}
  public int maxConnections() {
    return maxConnections;
  }

  /// {@return these options with a limit for connections}
  ///
  /// @param maxConnections how many a loop has at most, 1 or more; at first there is no limit. When
  ///   there are as many, no more are accepted until one has ended: they wait in the system's
  ///   backlog, and when that is full, the clients' systems wait and try again
  public ServerOptions withMaxConnections(int maxConnections) {
    if (maxConnections < 1) {
      throw new IllegalArgumentException(
          "a server cannot have at most " + maxConnections + " connections: give 1 or more");
    }
    return with(made -> made.maxConnections = maxConnections);
  }

  /// {@return whether other sockets may listen on the same port}
  public boolean reusePort() {
    return reusePort || loops > 1;
  }

  /// {@return these options with `SO_REUSEPORT` on or off}
  ///
  /// @param reusePort whether other sockets of this user that say so too may listen on the same
  ///   port: the system deals the connections out to them; off at first, and on with several loops
  public ServerOptions withReusePort(boolean reusePort) {
    return with(made -> made.reusePort = reusePort);
  }

  /// {@return how many loops serve}
  public int loops() {
    return loops;
  }

  /// {@return these options with several loops, to use several cores}
  ///
  /// The loop that makes the server is one of them. Each of the others runs on a thread of its own,
  /// on the same engine and transport, until the server has ended, and listens on the same port;
  /// the system deals the connections out. The handler runs on the loop that has accepted.
  ///
  /// **Nothing is shared between loops**: handlers on different loops run at the same time. What
  /// they share has to be safe for threads; futures, tasks, locks and queues belong to one loop.
  /// The server itself belongs to the loop that made it, whose exception handler is told of
  /// failures in all of them.
  ///
  /// @param loops 1 or more; 1 at first. More than there are cores gain nothing
  public ServerOptions withLoops(int loops) {
    if (loops < 1) {
      throw new IllegalArgumentException(
          "a server cannot run on " + loops + " loops: give 1 or more");
    }
    return with(made -> made.loops = loops);
  }

  /// {@return whether a new server accepts connections}
  public boolean startServing() {
    return startServing;
  }

  /// {@return these options for a server that accepts connections from the start or later}
  ///
  /// @param startServing whether it accepts from the start, as at first; if not, it has its port,
  ///   and connections wait in the system's backlog until [Server#startServing]
  public ServerOptions withStartServing(boolean startServing) {
    return with(made -> made.startServing = startServing);
  }

  /// {@return how connections are encrypted; null when they are not}
  public @Nullable TlsContext tls() {
    return tls;
  }

  /// {@return these options with TLS} A handler starts when the handshake of its connection has
  /// succeeded. One that fails is logged (`org.asyncio4j.net`, `DEBUG`), and nothing else happens.
  ///
  /// @param context of [TlsContext#server]
  public ServerOptions withTls(TlsContext context) {
    context.checkSide(true);
    return with(made -> made.tls = context);
  }
}
