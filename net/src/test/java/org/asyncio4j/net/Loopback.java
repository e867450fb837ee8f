package org.asyncio4j.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Awaitable;
import org.asyncio4j.EventLoop;
import org.asyncio4j.ExceptionContext;
import org.asyncio4j.Future;
import org.asyncio4j.LoopOptions;

/// What the tests of connections share: loops on a given transport, and a pair of connected streams
/// in one loop.
final class Loopback {
  static final String HOST = "127.0.0.1";

  private Loopback() {}

  static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(HOST), port);
  }

  static Stream<NettyTransport> transports() {
    return Arrays.stream(NettyTransport.values())
        .filter(transport -> transport != NettyTransport.AUTO && transport.isAvailable());
  }

  static LoopOptions options(NettyTransport transport) {
    return LoopOptions.defaults().withReactor(NettyReactorFactory.of(transport));
  }

  /// Runs `body`, and checks that no failure was reported to the exception handler.
  static void run(NettyTransport transport, Awaitable.Action body) {
    List<ExceptionContext> reports = new ArrayList<>();
    Asyncio.run(
        options(transport),
        () -> {
          EventLoop loop = Asyncio.getRunningLoop();
          loop.setExceptionHandler((_, report) -> reports.add(report));
          Asyncio.await(body);
        });
    if (!reports.isEmpty()) {
      throw new AssertionError(reports.toString(), reports.getFirst().exception());
    }
  }

  /// A port that was free a moment ago.
  static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral(HOST))) {
      return socket.getLocalPort();
    }
  }

  /// Both ends of one connection.
  record Pair(Connection client, Connection accepted, Server server) {
    StreamReader reader() {
      return accepted.reader();
    }

    StreamWriter writer() {
      return client.writer();
    }
  }

  interface PairBody {
    void run(Pair pair) throws Exception;
  }

  /// Runs `body` with both ends of a connection, and closes them.
  static void withPair(NettyTransport transport, PairBody body) {
    withPair(transport, StreamReader.DEFAULT_LIMIT, body);
  }

  /// As [#withPair(NettyTransport, PairBody)], with a limit for the reader of the accepted end.
  static void withPair(NettyTransport transport, int limit, PairBody body) {
    run(
        transport,
        () -> {
          EventLoop loop = Asyncio.getRunningLoop();
          Future<Connection> accepted = loop.createFuture();
          Future<Void> over = loop.createFuture();
          Server server =
              Streams.startServer(
                  (reader, writer) -> {
                    accepted.setResult(new Connection(reader, writer));
                    over.await();
                  },
                  HOST,
                  0,
                  ServerOptions.DEFAULT.withLimit(limit));
          try (Connection client = Streams.openConnection(HOST, server.port())) {
            body.run(new Pair(client, accepted.await(), server));
          } finally {
            server.shutdown(Duration.ZERO);
          }
        });
  }

  static {
    try {
      SocketChannel.open().close(); // the JDK keeps a socket of its own from its first use on
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// How many sockets this process has open. Not what loops and the JDK's pollers wait with: the
  /// JDK makes its own when it first needs them.
  static long sockets() {
    return descriptors("socket:");
  }

  /// How many descriptors of loops and pollers this process has open.
  static long pollers() {
    return descriptors("anon_inode");
  }

  private static long descriptors(String kind) {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(
              fd -> {
                try {
                  String target = Files.readSymbolicLink(fd).toString();
                  return target.startsWith(kind);
                } catch (IOException e) {
                  return false; // the listing's own
                }
              })
          .count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Suspends until [#sockets] says `most` or less: the system gives some back a moment after they
  /// are closed, those of an earlier test too. Fails by the time limit of the test.
  static void awaitSockets(long most) {
    while (sockets() > most) {
      Asyncio.sleep(Duration.ofMillis(1));
    }
  }

  /// Suspends until `count` bytes have come to `reader` that nobody has read.
  static void awaitBuffered(StreamReader reader, int count) {
    while (reader.buffered() < count) {
      Asyncio.sleep(Duration.ZERO);
    }
  }

  /// Suspends until nothing more of what was written can be sent: the system takes none in many
  /// iterations in a row.
  static void awaitStalled(StreamWriter writer) {
    WriteBuffer output = writer.stream().output;
    long size = -1;
    for (int same = 0; same < 100 || !output.isPaused(); same++) {
      Asyncio.sleep(Duration.ZERO);
      if (output.size() != size) {
        size = output.size();
        same = 0;
      }
    }
  }

  /// Suspends until `reader` holds so much that its connection is not read from any more.
  static void awaitStalled(StreamReader reader) {
    while (reader.buffered() <= 2 * StreamReader.DEFAULT_LIMIT) {
      Asyncio.sleep(Duration.ZERO);
    }
  }
}
