package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.ContextVar;
import org.asyncio4j.ExceptionContext;
import org.asyncio4j.Task;
import org.jspecify.annotations.Nullable;

final class ProtocolTest {
  @OnEachTransport
  void aProtocolIsToldEverythingOnceAndInOrder(NettyTransport transport) {
    ProtocolPair.with(
        transport,
        Recorder::new,
        pair -> {
          pair.client().writer().write("hello");
          pair.client().writer().writeEof();
          pair.protocol().awaitLoss();
          assertThat(pair.protocol().told).containsExactly("made", "data", "eof", "lost");
          assertThat(pair.protocol().text).hasToString("hello");
          assertThat(pair.client().reader().read()).isEmpty();
        });
  }

  @OnEachTransport
  void theClientsProtocolWasToldWhenTheConnectionIsReturned(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          Server server = Streams.startServer((_, writer) -> writer.write("hi"), Loopback.HOST, 0);
          try (ProtocolConnection<Recorder> client =
              Protocols.createConnection(Recorder::new, Loopback.HOST, server.port())) {
            assertThat(client.protocol().told).containsExactly("made");
            assertThat(client.transport()).isSameAs(client.protocol().transport);
            assertThat(client.transport().getProtocol()).isSameAs(client.protocol());
            client.protocol().awaitLoss();
            assertThat(client.protocol().text).hasToString("hi");
          }
          server.shutdown(Duration.ofSeconds(5));
        });
  }

  @OnEachTransport
  void eachStepIsACallbackOfItsOwn(NettyTransport transport) {
    ProtocolPair.with(
        transport,
        () ->
            new Recorder() {
              @Override
              public void dataReceived(ByteBuffer data) throws IOException {
                super.dataReceived(data);
                Asyncio.getRunningLoop().callSoon(() -> tell("a callback"));
              }

              @Override
              public boolean eofReceived() throws IOException {
                Asyncio.getRunningLoop().callSoon(() -> tell("another"));
                return super.eofReceived();
              }
            },
        pair -> {
          pair.client().writer().write("x");
          pair.client().writer().close(); // both come with one poll
          pair.protocol().awaitLoss();
          assertThat(pair.protocol().told)
              .containsExactly("made", "data", "a callback", "eof", "another", "lost");
        });
  }

  @OnEachTransport
  void s4TheConnectionStaysHalfOpenIfTheProtocolSaysSo(NettyTransport transport) {
    ProtocolPair.with(
        transport,
        () ->
            new Recorder() {
              @Override
              public boolean eofReceived() throws IOException {
                super.eofReceived();
                return true;
              }
            },
        pair -> {
          pair.client().writer().write("question");
          pair.client().writer().writeEof();
          pair.protocol().awaitTold("eof");
          assertThat(pair.transport().isClosing()).isFalse();
          pair.transport().write("answer".getBytes(US_ASCII));
          pair.transport().writeEof();
          assertThat(new String(pair.client().reader().read(), US_ASCII)).isEqualTo("answer");
          pair.client().writer().close();
          pair.transport().close();
          pair.protocol().awaitLoss();
          assertThat(pair.protocol().told).containsExactly("made", "data", "eof", "lost");
        });
  }

  @OnEachTransport
  void s3AResetIsToldToTheProtocolAfterWhatCameBefore(NettyTransport transport) {
    ProtocolPair.with(
        transport,
        Recorder::new,
        pair -> {
          pair.client().writer().write("last words");
          pair.protocol().awaitText("last words");
          Resets.reset(pair.client());
          pair.protocol().awaitLoss();
          assertThat(pair.protocol().told).containsExactly("made", "data", "lost by failure");
          assertThat(pair.protocol().failure).hasMessageContaining("reset");
          assertThat(pair.transport().isClosing()).isTrue();
          pair.transport().write(new byte[1]);
          pair.transport().close();
          pair.transport().abort();
        });
  }

  @OnEachTransport
  void s3AResetEndsAProtocolWhoseWritingIsPaused(NettyTransport transport) {
    ProtocolPair.with(
        transport,
        Recorder::new,
        pair -> {
          pair.transport().write(new byte[20_000_000]);
          pair.transport().close();
          Resets.reset(pair.client());
          pair.protocol().awaitLoss();
          assertThat(pair.protocol().told).containsExactly("made", "pause", "lost by failure");
          pair.server().close();
          pair.server().waitClosed();
        });
  }

  @OnEachTransport
  void whatAProtocolThrowsIsReportedAndEndsItsConnection(NettyTransport transport) {
    for (String where : List.of("connectionMade", "dataReceived", "eofReceived")) {
      List<ExceptionContext> reports = new ArrayList<>();
      Recorder recorder =
          endOf(
              transport,
              reports,
              () ->
                  new Failing(where) {
                    @Override
                    void fail() {
                      throw new IllegalArgumentException("broken");
                    }
                  });
      assertThat(reports).hasSize(1);
      assertThat(reports.getFirst().message())
          .startsWith(where + "() of the protocol failed: <Transport");
      assertThat(reports.getFirst().exception()).hasMessage("broken");
      assertThat(recorder.failure).hasMessageContaining(where).hasRootCauseMessage("broken");
      assertThat(recorder.told).endsWith("lost by failure");
    }
  }

  @OnEachTransport
  void anIoExceptionOfAProtocolGoesOnlyToItsConnectionLost(NettyTransport transport) {
    for (String where : List.of("connectionMade", "dataReceived", "eofReceived")) {
      List<ExceptionContext> reports = new ArrayList<>();
      Recorder recorder =
          endOf(
              transport,
              reports,
              () ->
                  new Failing(where) {
                    @Override
                    void fail() throws IOException {
                      throw new IOException("bad greeting");
                    }
                  });
      assertThat(reports).isEmpty();
      assertThat(recorder.failure).hasMessage("bad greeting");
    }
  }

  /// Fails in one of its callbacks.
  private abstract static class Failing extends Recorder {
    private final String where;

    Failing(String where) {
      this.where = where;
    }

    abstract void fail() throws IOException;

    private void failIn(String here) throws IOException {
      if (where.equals(here)) {
        fail();
      }
    }

    @Override
    public void connectionMade(Transport transport) throws IOException {
      super.connectionMade(transport);
      failIn("connectionMade");
    }

    @Override
    public void dataReceived(ByteBuffer data) throws IOException {
      super.dataReceived(data);
      failIn("dataReceived");
    }

    @Override
    public boolean eofReceived() throws IOException {
      failIn("eofReceived");
      return super.eofReceived();
    }
  }

  /// What a protocol was told of a connection on which "x" and the end have come.
  private static Recorder endOf(
      NettyTransport transport, List<ExceptionContext> reports, Supplier<Recorder> factory) {
    return Asyncio.run(
        Loopback.options(transport),
        () -> {
          Asyncio.getRunningLoop().setExceptionHandler((_, report) -> reports.add(report));
          List<Recorder> made = new ArrayList<>();
          ProtocolPair.run(
              factory,
              pair -> {
                made.add(pair.protocol());
                pair.client().writer().writeNowait("x".getBytes(US_ASCII));
                pair.client().writer().writeEof();
                pair.protocol().awaitLoss();
              });
          return made.getFirst();
        });
  }

  @OnEachTransport
  void whatPauseAndResumeThrowIsOnlyReported(NettyTransport transport) {
    List<ExceptionContext> reports = new ArrayList<>();
    Asyncio.run(
        Loopback.options(transport),
        () -> {
          Asyncio.getRunningLoop().setExceptionHandler((_, report) -> reports.add(report));
          ProtocolPair.run(
              () ->
                  new Recorder() {
                    @Override
                    public void pauseWriting() {
                      super.pauseWriting();
                      throw new IllegalArgumentException("pause");
                    }

                    @Override
                    public void resumeWriting() {
                      super.resumeWriting();
                      throw new IllegalArgumentException("resume");
                    }
                  },
              pair -> {
                pair.transport().write(new byte[200_000]);
                assertThat(pair.client().reader().readExactly(200_000)).hasSize(200_000);
                pair.protocol().awaitTold("resume");
                pair.transport().write(new byte[1]);
                assertThat(pair.client().reader().readExactly(1)).hasSize(1);
              });
        });
    assertThat(reports)
        .extracting(ExceptionContext::exception)
        .map(e -> Objects.requireNonNull(e).getMessage())
        .containsExactly("pause", "resume");
  }

  @OnEachTransport
  void aFactoryThatFailsIsReportedAndItsClientLoses(NettyTransport transport) {
    List<ExceptionContext> reports = new ArrayList<>();
    Asyncio.run(
        Loopback.options(transport),
        () -> {
          long before = Loopback.sockets();
          Asyncio.getRunningLoop().setExceptionHandler((_, report) -> reports.add(report));
          Server server =
              Protocols.createServer(
                  () -> {
                    throw new IllegalArgumentException("no protocol");
                  },
                  Loopback.HOST,
                  0);
          try (Connection client = Streams.openConnection(Loopback.HOST, server.port())) {
            assertThat(client.reader().read()).isEmpty();
          }
          assertThatThrownBy(() ->
                  Protocols.createConnection(
                      () -> {
                        throw new IllegalArgumentException("mine");
                      },
                      Loopback.HOST,
                      server.port()))
              .hasMessage("mine");
          server.shutdown(Duration.ofSeconds(5));
          Loopback.awaitSockets(before);
        });
    assertThat(reports).isNotEmpty();
    assertThat(reports.getFirst().exception()).hasMessage("no protocol");
  }

  @OnEachTransport
  void awaitingInACallbackIsRefused(NettyTransport transport) {
    List<ExceptionContext> reports = new ArrayList<>();
    Recorder recorder =
        endOf(
            transport,
            reports,
            () ->
                new Failing("dataReceived") {
                  @Override
                  void fail() {
                    Asyncio.sleep(Duration.ofDays(1));
                  }
                });
    assertThat(reports).hasSize(1);
    assertThat(reports.getFirst().exception())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("callback");
    assertThat(recorder.told).endsWith("lost by failure");
  }

  @OnEachTransport
  void theDataIsReadOnly(NettyTransport transport) {
    ProtocolPair.with(
        transport,
        () ->
            new Recorder() {
              @Override
              public void dataReceived(ByteBuffer data) throws IOException {
                assertThat(data.remaining()).isEqualTo(data.capacity());
                assertThatThrownBy(() -> data.put(0, (byte) 1))
                    .isInstanceOf(ReadOnlyBufferException.class);
                super.dataReceived(data);
              }
            },
        pair -> {
          pair.client().writer().write("x");
          pair.protocol().awaitText("x");
        });
  }

  @OnEachTransport
  void callbacksRunInACopyOfTheServersContextForEachConnection(NettyTransport transport) {
    ContextVar<String> name = ContextVar.create("name");
    Loopback.run(
        transport,
        () -> {
          name.set("outer");
          List<@Nullable String> seen = new ArrayList<>();
          Server server =
              Protocols.createServer(
                  () -> {
                    seen.add(name.get());
                    name.set("of the factory");
                    return new Recorder() {
                      @Override
                      public void dataReceived(ByteBuffer data) throws IOException {
                        seen.add(name.get());
                        super.dataReceived(data);
                      }

                      @Override
                      public void connectionLost(@Nullable IOException failure) {
                        seen.add(name.get());
                        name.set("at the end");
                      }
                    };
                  },
                  Loopback.HOST,
                  0);
          name.set("later");
          for (int i = 0; i < 2; i++) {
            try (Connection client = Streams.openConnection(Loopback.HOST, server.port())) {
              client.writer().write("x");
              client.writer().writeEof();
              assertThat(client.reader().read()).isEmpty();
            }
          }
          server.shutdown(Duration.ofSeconds(5));
          List<String> once = List.of("outer", "of the factory", "of the factory");
          assertThat(seen).hasSize(6).startsWith(once.toArray(String[]::new));
          assertThat(seen.subList(3, 6)).isEqualTo(once);
          assertThat(name.get()).isEqualTo("later");
        });
  }

  @OnEachTransport
  void shutdownAbortsProtocolsThatAreLeft(NettyTransport transport) {
    ProtocolPair.with(
        transport,
        Recorder::new,
        pair -> {
          pair.server().shutdown(Duration.ofMillis(5));
          assertThat(pair.protocol().told).containsExactly("made", "lost");
          assertThat(pair.client().reader().read()).isEmpty();
        });
  }

  @OnEachTransport
  void closeClientsSendsWhatWasWritten(NettyTransport transport) {
    ProtocolPair.with(
        transport,
        Recorder::new,
        pair -> {
          pair.transport().write(new byte[3_000_000]);
          pair.server().closeClients();
          assertThat(pair.client().reader().read()).hasSize(3_000_000);
          pair.protocol().awaitLoss();
        });
  }

  @OnEachTransport
  void cancelledCreateConnectionLeavesNothing(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          long before = Loopback.sockets();
          Server server = Protocols.createServer(Recorder::new, Loopback.HOST, 0);
          List<Recorder> made = new ArrayList<>();
          Task<?> connecting =
              Asyncio.createTask(() -> {
                Protocols.createConnection(
                    () -> {
                      Objects.requireNonNull(Asyncio.currentTask()).cancel();
                      made.add(new Recorder());
                      return made.getFirst();
                    },
                    Loopback.HOST,
                    server.port());
              });
          assertThatThrownBy(connecting::await).isInstanceOf(CancelledError.class);
          made.getFirst().awaitLoss();
          server.shutdown(Duration.ofSeconds(5));
          Loopback.awaitSockets(before);
        });
  }
}
