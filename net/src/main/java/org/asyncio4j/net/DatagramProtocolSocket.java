package org.asyncio4j.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Objects;
import org.asyncio4j.Context;
import org.asyncio4j.ExceptionContext;
import org.asyncio4j.Future;
import org.asyncio4j.KeyboardInterrupt;
import org.jspecify.annotations.Nullable;

/// A UDP socket that tells a protocol. On the loop.
///
/// As with connections, what a poll hears is told by a callback in the next iteration.
final class DatagramProtocolSocket extends UdpSocket implements Runnable {
  final DatagramTransport transport = new DatagramTransport(this);
  private final Context context;
  private final ArrayDeque<IOException> failures = new ArrayDeque<>();

  /// Null until the socket is there.
  private @Nullable DatagramProtocol protocol;

  /// Who waits until the protocol was told that the socket is there.
  private @Nullable Future<@Nullable Void> waiter;

  private boolean made;
  private boolean paused;
  private boolean lossTold;

  /// Whether this is among the loop's callbacks.
  private boolean scheduled;

  DatagramProtocolSocket(
      NettyReactor reactor,
      UdpChannel udp,
      @Nullable InetSocketAddress remote,
      DatagramOptions options,
      Context context) {
    super(reactor, udp, remote, options);
    this.context = context;
  }

  /// Suspends until `protocol` was told that the socket is there.
  void begin(DatagramProtocol protocol) {
    this.protocol = protocol;
    Future<@Nullable Void> turn = reactor.loop.createFuture();
    waiter = turn;
    schedule();
    turn.await();
  }

  // --- what the socket says ---

  @Override
  void arrived() {
    schedule();
  }

  @Override
  void failed(IOException cause) {
    failures.add(cause);
    schedule();
  }

  /// Called by a send, so the protocol is told at once.
  @Override
  void pauseWriting() {
    if (!paused) {
      paused = true;
      tell("pauseWriting", protocol()::pauseWriting);
    }
  }

  @Override
  void resumeWriting() {
    schedule();
  }

  @Override
  void closed(@Nullable IOException failure) {
    failures.clear();
    schedule();
  }

  // --- one callback after another ---

  private void schedule() {
    reactor.stir();
    if (!scheduled && protocol != null && !reactor.isClosed()) {
      scheduled = true;
      reactor.loop.callSoon(this, context);
    }
  }

  @Override
  public void run() {
    scheduled = false;
    if (!made) {
      made = true;
      tell("connectionMade", () -> protocol().connectionMade(transport));
      reactor.wake(waiter);
    }
    if (paused && !isPaused() && !isLost()) {
      paused = false;
      tell("resumeWriting", protocol()::resumeWriting);
    }
    for (IOException failure; (failure = failures.poll()) != null; ) {
      IOException told = failure;
      tell("errorReceived", () -> protocol().errorReceived(told));
    }
    for (Datagram next; (next = next()) != null; ) {
      Datagram told = next;
      tell("datagramReceived", () -> protocol().datagramReceived(told.data(), told.sender()));
    }
    if (isLost() && !lossTold) {
      lossTold = true;
      tell("connectionLost", () -> protocol().connectionLost(failure()));
    }
  }

  private void tell(String what, Runnable callback) {
    try {
      callback.run();
    } catch (KeyboardInterrupt e) {
      throw e;
    } catch (Throwable e) {
      reactor.loop.callExceptionHandler(
          new ExceptionContext(
              what + "() failed on a datagram endpoint at " + localAddress(),
              e,
              null,
              null,
              null,
              null));
    }
  }

  private DatagramProtocol protocol() {
    return Objects.requireNonNull(protocol);
  }
}
