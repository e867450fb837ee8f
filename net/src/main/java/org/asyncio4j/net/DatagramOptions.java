package org.asyncio4j.net;

import java.util.function.Consumer;

/// How a datagram endpoint is made (the keyword arguments of `loop.create_datagram_endpoint`), and
/// how much it keeps. Immutable.
public final class DatagramOptions {
  /// What holds where nothing else is said.
  public static final DatagramOptions DEFAULT = new DatagramOptions();

  private int maxSize = UdpSocket.LONGEST;
  private int maxQueued = 1024;
  private int maxQueuedBytes = 1024 * 1024;
  private boolean broadcast;
  private boolean reusePort;

  private DatagramOptions() {}

  private DatagramOptions with(Consumer<DatagramOptions> change) {
    DatagramOptions made = new DatagramOptions();
    made.maxSize = maxSize;
    made.maxQueued = maxQueued;
    made.maxQueuedBytes = maxQueuedBytes;
    made.broadcast = broadcast;
    made.reusePort = reusePort;
    change.accept(made);
    return made;
  }

  private static int positive(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " cannot be " + value + ": give 1 or more");
    }
    return value;
  }

  /// {@return how many bytes of a datagram are kept}
  public int maxSize() {
    return maxSize;
  }

  /// {@return these options with a limit for the size of what comes}
  ///
  /// @param maxSize in bytes, 1 or more; what is longer is cut to it, and [Datagram#truncated] says
  ///   so. 65,535 at first, which is more than any datagram has
  public DatagramOptions withMaxSize(int maxSize) {
    int checked = positive("the size of datagrams", maxSize);
    return with(made -> made.maxSize = checked);
  }

  /// {@return how many datagrams wait to be received}
  public int maxQueued() {
    return maxQueued;
  }

  /// {@return these options with a limit for the number of datagrams that wait to be received}
  ///
  /// @param maxQueued 1 or more; what comes then is dropped and counted; 1,024 at first
  public DatagramOptions withMaxQueued(int maxQueued) {
    int checked = positive("the number of datagrams that wait", maxQueued);
    return with(made -> made.maxQueued = checked);
  }

  /// {@return how many bytes wait to be received}
  public int maxQueuedBytes() {
    return maxQueuedBytes;
  }

  /// {@return these options with a limit for the bytes that wait to be received}
  ///
  /// @param maxQueuedBytes 1 or more; what would exceed it is dropped and counted; one that is
  ///   longer by itself is kept when it is the only one. 1 MiB at first
  public DatagramOptions withMaxQueuedBytes(int maxQueuedBytes) {
    int checked = positive("the bytes of the datagrams that wait", maxQueuedBytes);
    return with(made -> made.maxQueuedBytes = checked);
  }

  /// {@return whether datagrams may go to broadcast addresses}
  public boolean broadcast() {
    return broadcast;
  }

  /// {@return these options with `SO_BROADCAST` on or off}
  ///
  /// @param broadcast whether datagrams may go to broadcast addresses; off at first
  public DatagramOptions withBroadcast(boolean broadcast) {
    return with(made -> made.broadcast = broadcast);
  }

  /// {@return whether other sockets may be bound to the same address}
  public boolean reusePort() {
    return reusePort;
  }

  /// {@return these options with `SO_REUSEPORT` on or off}
  ///
  /// @param reusePort whether other sockets that say so too may be bound to the same address, and
  ///   share what comes; off at first
  public DatagramOptions withReusePort(boolean reusePort) {
    return with(made -> made.reusePort = reusePort);
  }
}
