package org.asyncio4j.net;

import io.netty.channel.Channel;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.asyncio4j.Asyncio;
import org.asyncio4j.sync.Lock;

/// Makes the connections of one loop to Unix sockets. On the loop.
///
/// Where TCP would wait because the backlog is full, a Unix socket fails at once, with `EAGAIN`,
/// and nothing tells when there is room: so it is tried again, after a pause that grows. Of all who
/// want the same server only the first does so, and the others queue up behind it.
final class UnixConnector {
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

  private final NettyReactor reactor;
  private final Map<UnixName, Line> lines = new HashMap<>();

  UnixConnector(NettyReactor reactor) {
    this.reactor = reactor;
  }

  /// Who waits for room at one server.
  private static final class Line {
    final Lock first = Lock.create();
    int length;
  }

  /// Suspends until a connection to `name` is made. Cancelling leaves nothing behind.
  <C extends NettyConnection> C connect(UnixName name, Function<Channel, C> prepare)
      throws IOException {
    SocketAddress address = name.addressFor(reactor.transport());
    try {
      if (!lines.containsKey(name)) {
        try {
          return tryOnce(address, prepare);
        } catch (IOException e) {
          throwUnlessFull(e);
        }
      }
      return inLine(name, () -> tryOn(address, prepare));
    } catch (IOException e) {
      throw named(e, name);
    }
  }

  private interface Attempt<C> {
    C run() throws IOException;
  }

  private <C> C inLine(UnixName name, Attempt<C> attempt) throws IOException {
    Line line = lines.computeIfAbsent(name, _ -> new Line());
    line.length++;
    try {
      line.first.acquire();
      try {
        return attempt.run();
      } finally {
        line.first.release();
      }
    } finally {
      if (--line.length == 0) {
        lines.remove(name);
      }
    }
  }

  private <C extends NettyConnection> C tryOn(SocketAddress address, Function<Channel, C> prepare)
      throws IOException {
    Duration pause = Duration.ZERO; // a server in this loop accepts then
    while (true) {
      try {
        return tryOnce(address, prepare);
      } catch (IOException e) {
        throwUnlessFull(e);
      }
      Asyncio.sleep(pause);
      Duration longer = pause.multipliedBy(2).plusMillis(1);
      pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    }
  }

  private <C extends NettyConnection> C tryOnce(SocketAddress address, Function<Channel, C> prepare)
      throws IOException {
    Channel channel = reactor.transport().newUnixSocket();
    boolean connected = false;
    try {
      C connection = prepare.apply(channel);
      reactor.register(channel);
      reactor.await(channel.connect(address));
      connected = true;
      return connection;
    } finally {
      if (!connected) { // refused, or this task was cancelled
        channel.close();
      }
    }
  }

  /// The JDK gives no number for it.
  private static void throwUnlessFull(IOException e) throws IOException {
    if (!String.valueOf(e.getMessage()).contains("Resource temporarily unavailable")) {
      throw e;
    }
  }

  private static ConnectException named(IOException cause, UnixName name) {
    String reason = // Netty's has no message
        cause instanceof FileNotFoundException ? "No such file or directory" : cause.getMessage();
    ConnectException named = new ConnectException("cannot connect to " + name + ": " + reason);
    named.initCause(cause);
    return named;
  }
}
