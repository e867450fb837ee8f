package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Awaitable;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Future;
import org.asyncio4j.Task;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/// Streams over Unix sockets, and the files that these listen at.
final class UnixSocketTest {
  @TempDir Path directory;

  private Path socket() {
    return directory.resolve("socket");
  }

  /// Runs `body` with both ends of a connection, and closes them.
  private void withPair(NettyTransport transport, Loopback.PairBody body) {
    Loopback.run(
        transport,
        () -> {
          Future<Connection> accepted = Asyncio.getRunningLoop().createFuture();
          Future<Void> over = Asyncio.getRunningLoop().createFuture();
          Server server =
              Streams.startUnixServer(
                  (reader, writer) -> {
                    accepted.setResult(new Connection(reader, writer));
                    over.await();
                  },
                  socket());
          try (Connection client = Streams.openUnixConnection(socket())) {
            body.run(new Loopback.Pair(client, accepted.await(), server));
          } finally {
            server.shutdown(Duration.ZERO);
          }
          assertThat(socket()).doesNotExist();
        });
  }

  private static void echo(StreamReader reader, StreamWriter writer) throws IOException {
    for (byte[] line : reader.lines()) {
      writer.write(line);
    }
  }

  // --- streams ---

  @OnEachTransport
  void linesAreEchoed(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          Server server = Streams.startUnixServer(UnixSocketTest::echo, socket());
          try (Connection client = Streams.openUnixConnection(socket().toString())) {
            for (int i = 0; i < 100; i++) {
              client.writer().write(i + "\n");
              assertThat(client.reader().readLine(US_ASCII)).isEqualTo(i + "\n");
            }
          }
          server.shutdown(Duration.ofSeconds(5));
        });
  }

  @OnEachTransport
  void oneDirectionEndsAndTheOtherGoesOn(NettyTransport transport) {
    withPair(
        transport,
        pair -> {
          pair.writer().write("question");
          assertThat(pair.writer().canWriteEof()).isTrue();
          pair.writer().writeEof();
          assertThat(new String(pair.reader().read(), US_ASCII)).isEqualTo("question");
          assertThat(pair.reader().atEof()).isTrue();
          Asyncio.sleep(Duration.ofMillis(5)); // some polls
          assertThat(pair.accepted().writer().isClosing()).isFalse();
          pair.accepted().writer().write("answer");
          pair.accepted().writer().writeEof();
          assertThat(new String(pair.client().reader().read(), US_ASCII)).isEqualTo("answer");
        });
  }

  @OnEachTransport
  void aLargeAnswerAfterTheOtherEndsEofIsSentPieceByPiece(NettyTransport transport) {
    withPair(
        transport,
        pair -> {
          byte[] large = new byte[8_000_000];
          large[large.length - 1] = 1;
          pair.writer().writeEof();
          assertThat(pair.reader().read()).isEmpty();
          Task<?> answering =
              Asyncio.createTask(() -> {
                pair.accepted().writer().write(large);
                pair.accepted().writer().writeEof();
              });
          assertThat(pair.client().reader().read()).isEqualTo(large);
          answering.await();
        });
  }

  @OnEachTransport
  void closeSendsWhatWasWritten(NettyTransport transport) {
    withPair(
        transport,
        pair -> {
          pair.writer().writeNowait(new byte[3_000_000]);
          pair.writer().close();
          assertThat(pair.reader().read()).hasSize(3_000_000);
          pair.writer().waitClosed();
        });
  }

  @OnEachTransport
  void writeSuspendsWhileThePeerDoesNotRead(NettyTransport transport) {
    withPair(
        transport,
        pair -> {
          Task<Long> writing =
              Asyncio.createTask(() -> {
                byte[] block = new byte[10_000];
                long written = 0;
                try {
                  while (true) {
                    written += block.length;
                    pair.writer().write(block);
                  }
                } catch (CancelledError e) {
                  return written;
                }
              });
          Asyncio.sleep(Duration.ofMillis(50));
          assertThat(writing.done()).isFalse();
          assertThat(pair.writer().stream().output.size()).isBetween(16 * 1024L, 74 * 1024L);
          writing.cancel();
          long written = writing.await();
          pair.writer().writeEof();
          assertThat(pair.reader().read()).as("nothing written is lost").hasSize((int) written);
        });
  }

  /// A Unix socket that is closed with something unread in it resets the other side.
  @OnEachTransport
  void s3ResetDuringReadAndWrite(NettyTransport transport) {
    withPair(
        transport,
        pair -> {
          Task<byte[]> reading = Asyncio.createTask(() -> pair.client().reader().read());
          Task<Boolean> writing =
              Asyncio.createTask(() -> {
                assertThatThrownBy(
                        () -> {
                          while (true) {
                            pair.writer().write(new byte[10_000]);
                          }
                        })
                    .isInstanceOf(IOException.class);
                return true;
              });
          Asyncio.sleep(Duration.ofMillis(20));
          pair.accepted().writer().abort();
          assertThat(writing.await()).isTrue();
          assertThatThrownBy(reading::await).hasRootCauseInstanceOf(IOException.class);
          assertThat(pair.writer().isClosing()).isTrue();
          assertThatThrownBy(() -> pair.writer().waitClosed()).isInstanceOf(IOException.class);
        });
  }

  @OnEachTransport
  void aThousandConnectionsAtOnceAreServedAndGivenBack(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          long before = Loopback.sockets();
          Server server = Streams.startUnixServer(UnixSocketTest::echo, socket());
          List<Task<Connection>> connecting = new ArrayList<>(); // many more than the backlog
          for (int i = 0; i < 1000; i++) {
            connecting.add(Asyncio.createTask(() -> Streams.openUnixConnection(socket())));
          }
          List<Connection> clients = new ArrayList<>();
          for (Task<Connection> one : connecting) {
            clients.add(one.await());
          }
          List<Awaitable<String>> answers = new ArrayList<>();
          for (int i = 0; i < 1000; i++) {
            Connection client = clients.get(i);
            client.writer().write(i + "\n");
            answers.add(() -> client.reader().readLine(US_ASCII));
          }
          int i = 0;
          for (Awaitable<String> answer : answers) {
            assertThat(answer.await()).isEqualTo(i++ + "\n");
          }
          clients.forEach(Connection::close);
          server.shutdown(Duration.ofSeconds(20));
          Loopback.awaitSockets(before);
        });
  }

  // --- connecting ---

  @OnEachTransport
  void aConnectThatIsNotAcceptedIsCancelledAndLeavesNothing(NettyTransport transport)
      throws IOException {
    List<SocketChannel> filling = new ArrayList<>();
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(socket()), 1);
      for (int i = 0; i < 2; i++) {
        filling.add(SocketChannel.open(UnixDomainSocketAddress.of(socket())));
      }
      Loopback.run(
          transport,
          () -> {
            long before = Loopback.sockets();
            assertThatThrownBy(() ->
                    Asyncio.timeout(
                        Duration.ofMillis(50), () -> Streams.openUnixConnection(socket())))
                .isInstanceOf(TimeoutException.class);
            Loopback.awaitSockets(before);
          });
    } finally {
      for (SocketChannel one : filling) {
        one.close();
      }
    }
  }

  @OnEachTransport
  void nobodyThereIsNamed(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          long before = Loopback.sockets();
          assertThatThrownBy(() -> Streams.openUnixConnection(socket()))
              .isInstanceOf(ConnectException.class)
              .hasMessageContaining(socket().toString())
              .hasMessageContaining("No such file");
          leaveSocketFile();
          assertThatThrownBy(() -> Streams.openUnixConnection(socket()))
              .isInstanceOf(ConnectException.class)
              .hasMessageContaining(socket().toString())
              .hasMessageContaining("refused");
          Loopback.awaitSockets(before);
        });
  }

  /// As a server that crashed does.
  private void leaveSocketFile() throws IOException {
    try (ServerSocketChannel crashed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      crashed.bind(UnixDomainSocketAddress.of(socket()));
    }
  }

  @OnEachTransport
  void badPathsAreRefused(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          assertThatThrownBy(() -> Streams.openUnixConnection(""))
              .isInstanceOf(IllegalArgumentException.class);
          assertThatThrownBy(() -> Streams.startUnixServer(UnixSocketTest::echo, "a\0b"))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("a\\0b");
          ConnectOptions options = ConnectOptions.DEFAULT.withLocalAddress(Loopback.address(0));
          assertThatThrownBy(() -> Streams.openUnixConnection(socket(), options))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("local address");
        });
  }

  private Path pathOf(int length) {
    String start = directory + "/";
    return Path.of(start + "x".repeat(length - start.length()));
  }

  @OnEachTransport
  void s10APathThatIsTooLongIsNamedWithItsLengthAndTheLimit(NettyTransport transport) {
    int most = transport == NettyTransport.NIO ? 106 : 107;
    Loopback.run(
        transport,
        () -> {
          Path tooLong = pathOf(most + 1);
          assertThatThrownBy(() -> Streams.startUnixServer(UnixSocketTest::echo, tooLong))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining(most + 1 + " bytes")
              .hasMessageContaining(most + " at the most")
              .hasMessageContaining(tooLong.toString());
          assertThatThrownBy(() -> Streams.openUnixConnection(tooLong))
              .isInstanceOf(IllegalArgumentException.class);

          Path longest = pathOf(most);
          Server server = Streams.startUnixServer(UnixSocketTest::echo, longest);
          try (Connection client = Streams.openUnixConnection(longest)) {
            client.writer().write("x\n");
            assertThat(client.reader().readLine(US_ASCII)).isEqualTo("x\n");
          }
          server.shutdown(Duration.ofSeconds(5));
          assertThat(longest).doesNotExist();
        });
  }

  // --- the file ---

  @OnEachTransport
  void s10AStaleSocketFileIsReplaced(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          leaveSocketFile();
          Server server = Streams.startUnixServer(UnixSocketTest::echo, socket());
          Streams.openUnixConnection(socket()).close();
          server.shutdown(Duration.ofSeconds(5));
          assertThat(socket()).doesNotExist();
        });
  }

  @OnEachTransport
  void aServerThatListensIsNotPushedAway(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          Server first = Streams.startUnixServer(UnixSocketTest::echo, socket());
          assertThatThrownBy(() -> Streams.startUnixServer(UnixSocketTest::echo, socket()))
              .isInstanceOf(BindException.class)
              .hasMessageContaining(socket().toString())
              .hasMessageContaining("in use, by a server");
          Streams.openUnixConnection(socket()).close();
          first.shutdown(Duration.ofSeconds(5));
        });
  }

  @OnEachTransport
  void aFileOfAnotherKindIsLeftAloneAndNamed(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          Files.writeString(socket(), "precious");
          assertThatThrownBy(() -> Streams.startUnixServer(UnixSocketTest::echo, socket()))
              .isInstanceOf(BindException.class)
              .hasMessageContaining(socket().toString())
              .hasMessageContaining("in use, by a file that is no socket");
          assertThat(socket()).hasContent("precious");
        });
  }

  @OnEachTransport
  void aMissingDirectoryIsNamed(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          long before = Loopback.sockets();
          Path missing = directory.resolve("missing/socket");
          assertThatThrownBy(() -> Streams.startUnixServer(UnixSocketTest::echo, missing))
              .isInstanceOf(BindException.class)
              .hasMessageContaining(missing.toString())
              .hasMessageContaining("No such file");
          Loopback.awaitSockets(before);
        });
  }

  @OnEachTransport
  void s10AFileReplacedUnderUsIsLeftAlone(NettyTransport transport) throws IOException {
    try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      Loopback.run(
          transport,
          () -> {
            Server server = Streams.startUnixServer(UnixSocketTest::echo, socket());
            Files.delete(socket());
            other.bind(UnixDomainSocketAddress.of(socket()));
            server.shutdown(Duration.ofSeconds(5));
            assertThat(socket()).exists();
            Streams.openUnixConnection(socket()).close();
          });
      assertThat(socket()).exists();
    }
  }

  @OnEachTransport
  void theEndOfTheLoopRemovesTheFileAndLeavesAnothers(NettyTransport transport) throws IOException {
    Path replaced = directory.resolve("replaced");
    Loopback.run(
        transport,
        () -> {
          Streams.startUnixServer(UnixSocketTest::echo, socket());
          Streams.startUnixServer(UnixSocketTest::echo, replaced);
          Files.delete(replaced);
          Files.writeString(replaced, "precious");
        });
    assertThat(socket()).doesNotExist();
    assertThat(replaced).hasContent("precious");
  }

  // --- names and addresses ---

  @OnEachTransport
  void addressesAreThePath(NettyTransport transport) {
    withPair(
        transport,
        pair -> {
          UnixDomainSocketAddress path = UnixDomainSocketAddress.of(socket());
          StreamWriter client = pair.writer();
          assertThat(client.peerAddress()).isEqualTo(path);
          assertThat(client.localAddress()).isEqualTo(UnixDomainSocketAddress.of(""));
          assertThat(client.getExtraInfo("peername")).isEqualTo(path);
          assertThat(client.getExtraInfo("sockname")).isEqualTo(UnixDomainSocketAddress.of(""));
          StreamWriter accepted = pair.accepted().writer();
          assertThat(accepted.localAddress()).isEqualTo(path);
          assertThat(accepted.peerAddress()).isEqualTo(UnixDomainSocketAddress.of(""));
          assertThat(pair.server().sockets()).containsExactly(path);
          assertThatThrownBy(() -> pair.server().port())
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining(socket().toString());
        });
  }

  @OnEachTransport
  void aNameThatIsNoFile(NettyTransport transport) {
    String name = "\0asyncio4j-" + ProcessHandle.current().pid();
    Loopback.run(
        transport,
        () -> {
          if (transport == NettyTransport.NIO) {
            assertThatThrownBy(() -> Streams.startUnixServer(UnixSocketTest::echo, name))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining(name.replace('\0', '@'));
            return;
          }
          Server server = Streams.startUnixServer(UnixSocketTest::echo, name);
          assertThatThrownBy(() -> Streams.startUnixServer(UnixSocketTest::echo, name))
              .isInstanceOf(BindException.class)
              .hasMessageContaining("in use");
          assertThat(server.sockets())
              .containsExactly(UnixDomainSocketAddress.of(name.replace('\0', '@')));
          try (Connection client = Streams.openUnixConnection(name)) {
            client.writer().write("x\n");
            assertThat(client.reader().readLine(US_ASCII)).isEqualTo("x\n");
          }
          server.shutdown(Duration.ofSeconds(5));
          assertThatThrownBy(() -> Streams.openUnixConnection(name))
              .isInstanceOf(ConnectException.class)
              .hasMessageContaining("refused");
        });
  }

  // --- protocols ---

  @OnEachTransport
  void protocolsTalkOverUnixSockets(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          Future<String> answer = Asyncio.getRunningLoop().createFuture();
          Server server = Protocols.createUnixServer(Echo::new, socket().toString());
          Protocol asking =
              new Protocol() {
                @Override
                public void connectionMade(Transport connection) {
                  connection.write("hello".getBytes(US_ASCII));
                }

                @Override
                public void dataReceived(ByteBuffer data) {
                  answer.setResult(US_ASCII.decode(data).toString());
                }
              };
          ProtocolConnection<Protocol> client =
              Protocols.createUnixConnection(() -> asking, socket().toString());
          assertThat(answer.await()).isEqualTo("hello");
          assertThat(client.transport().getExtraInfo("peername"))
              .isEqualTo(UnixDomainSocketAddress.of(socket()));
          client.transport().close();
          server.shutdown(Duration.ofSeconds(5));
          assertThat(socket()).doesNotExist();
        });
  }

  private static final class Echo implements Protocol {
    private @Nullable Transport connection;

    @Override
    public void connectionMade(Transport connection) {
      this.connection = connection;
    }

    @Override
    public void dataReceived(ByteBuffer data) {
      if (connection != null) {
        connection.write(data);
      }
    }
  }
}
