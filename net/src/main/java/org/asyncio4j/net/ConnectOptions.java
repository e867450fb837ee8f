package org.asyncio4j.net;

import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How a connection is made (the keyword arguments of `asyncio.open_connection`). Immutable.
public final class ConnectOptions {
  /// What holds where nothing else is said.
  public static final ConnectOptions DEFAULT = new ConnectOptions();

  private int limit = StreamReader.DEFAULT_LIMIT;
  private @Nullable InetSocketAddress localAddress;
  private boolean keepAlive;

  private ConnectOptions() {}

  private ConnectOptions with(Consumer<ConnectOptions> change) {
    ConnectOptions made = new ConnectOptions();
    made.limit = limit;
    made.localAddress = localAddress;
    made.keepAlive = keepAlive;
    change.accept(made);
    return made;
  }

  /// {@return the limit of the reader, in bytes; see [StreamReader]}
  public int limit() {
    return limit;
  }

  /// {@return these options with another limit for the reader}
  ///
  /// @param limit in bytes, 1 or more; 64 KiB at first
  public ConnectOptions withLimit(int limit) {
    return with(made -> made.limit = StreamReader.checkedLimit(limit));
  }

  /// {@return the address to connect from; null for one that the system chooses}
  public @Nullable InetSocketAddress localAddress() {
    return localAddress;
  }

  /// {@return these options with an address to connect from}
  ///
  /// @param address of this machine; with port 0 any port
  public ConnectOptions withLocalAddress(InetSocketAddress address) {
    Objects.requireNonNull(address, "address");
    return with(made -> made.localAddress = address);
  }

  /// {@return whether the system asks a silent peer now and then if it is still there}
  public boolean keepAlive() {
    return keepAlive;
  }

  /// {@return these options with `SO_KEEPALIVE` on or off}
  ///
  /// @param keepAlive whether the system asks a silent peer if it is still there; off at first
  public ConnectOptions withKeepAlive(boolean keepAlive) {
    return with(made -> made.keepAlive = keepAlive);
  }
}
