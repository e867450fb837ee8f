package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.asyncio4j.Asyncio;
import org.asyncio4j.ExceptionContext;
import org.jspecify.annotations.Nullable;

final class DatagramProtocolTest {
  private static final InetSocketAddress ANY = Loopback.address(0);

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }

  private static InetSocketAddress address(DatagramConnection<?> connection) {
    return (InetSocketAddress)
        Objects.requireNonNull(connection.transport().getExtraInfo("sockname"));
  }

  /// Writes down what it is told.
  private static class Recorder implements DatagramProtocol {
    final List<String> told = new ArrayList<>();
    final List<IOException> errors = new ArrayList<>();

    @Override
    public void connectionMade(DatagramTransport transport) {
      told.add("made");
    }

    @Override
    public void datagramReceived(byte[] data, InetSocketAddress sender) {
      told.add("received '" + new String(data, US_ASCII) + "'");
    }

    @Override
    public void errorReceived(IOException failure) {
      told.add("error");
      errors.add(failure);
    }

    @Override
    public void connectionLost(@Nullable IOException failure) {
      told.add("lost " + failure);
    }

    @Override
    public void pauseWriting() {
      told.add("pause");
    }

    @Override
    public void resumeWriting() {
      told.add("resume");
    }

    void awaitTold(int count) {
      while (told.size() < count) {
        Asyncio.sleep(Duration.ofMillis(1));
      }
    }
  }

  @OnEachTransport
  void aProtocolIsToldOfEverythingInOrder(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          DatagramConnection<Recorder> server =
              Datagrams.createDatagramEndpoint(Recorder::new, ANY, null);
          DatagramConnection<Recorder> client =
              Datagrams.createDatagramEndpoint(Recorder::new, null, address(server));
          assertThat(client.protocol().told).containsExactly("made");
          assertThat(client.transport().getExtraInfo("peername")).isEqualTo(address(server));
          client.transport().sendTo(bytes("a"));
          client.transport().sendTo(bytes("b"), address(server));
          client.transport().sendTo(bytes("c"), null);
          server.protocol().awaitTold(4);
          server.transport().sendTo(bytes("back"), address(client));
          client.protocol().awaitTold(2);
          client.close();
          client.close();
          server.transport().abort();
          client.protocol().awaitTold(3);
          server.protocol().awaitTold(5);
          client.transport().sendTo(bytes("dropped"));
          assertThat(client.transport().isClosing()).isTrue();
          assertThat(server.protocol().told)
              .containsExactly("made", "received 'a'", "received 'b'", "received 'c'", "lost null");
          assertThat(client.protocol().told)
              .containsExactly("made", "received 'back'", "lost null");
        });
  }

  @OnEachTransport
  void s10ErrorsAreToldAndEndNothing(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          InetSocketAddress nobody;
          try (DatagramSocket socket = new DatagramSocket(ANY)) {
            nobody = (InetSocketAddress) socket.getLocalSocketAddress();
          }
          DatagramConnection<Recorder> client =
              Datagrams.createDatagramEndpoint(Recorder::new, ANY, nobody);
          client.transport().sendTo(new byte[65_508]);
          client.protocol().awaitTold(2);
          client.transport().sendTo(bytes("x"));
          client.protocol().awaitTold(3);
          DatagramConnection<Recorder> server =
              Datagrams.createDatagramEndpoint(Recorder::new, nobody, null);
          client.transport().sendTo(bytes("y"));
          server.protocol().awaitTold(2);
          assertThat(server.protocol().told).containsExactly("made", "received 'y'");
          assertThat(client.protocol().told).containsExactly("made", "error", "error");
          assertThat(client.protocol().errors.getFirst()).hasMessageContaining("65508 bytes");
          assertThat(client.protocol().errors.getLast())
              .isInstanceOf(PortUnreachableException.class)
              .hasMessageContaining(nobody.toString());
          client.close();
          server.close();
        });
  }

  @OnEachTransport
  void aWrongAddressIsRefused(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          DatagramConnection<Recorder> server =
              Datagrams.createDatagramEndpoint(Recorder::new, ANY, null);
          DatagramConnection<Recorder> client =
              Datagrams.createDatagramEndpoint(Recorder::new, null, address(server));
          assertThatThrownBy(() -> client.transport().sendTo(bytes("x"), address(client)))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining(address(server).toString());
          assertThatThrownBy(() -> server.transport().sendTo(bytes("x")))
              .isInstanceOf(IllegalArgumentException.class);
          client.close();
          server.close();
        });
  }

  @OnEachTransport
  void writingIsPausedWithEightBytesForEachDatagram(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          DatagramConnection<Recorder> server =
              Datagrams.createDatagramEndpoint(Recorder::new, ANY, null);
          DatagramConnection<Recorder> client =
              Datagrams.createDatagramEndpoint(Recorder::new, ANY, null);
          HeldFlush held = HeldFlush.on(client.transport().socket());
          client.transport().setWriteBufferLimits(100, 50);
          assertThat(client.transport().getWriteBufferLimits())
              .isEqualTo(new Transport.WriteBufferLimits(100, 50));
          assertThatThrownBy(() -> client.transport().setWriteBufferLimits(1, 2))
              .isInstanceOf(IllegalArgumentException.class);
          client.transport().sendTo(new byte[92], address(server));
          assertThat(client.transport().getWriteBufferSize()).isEqualTo(100);
          assertThat(client.protocol().told).containsExactly("made");
          client.transport().sendTo(new byte[0], address(server));
          assertThat(client.transport().getWriteBufferSize()).isEqualTo(108);
          assertThat(client.protocol().told).containsExactly("made", "pause");
          held.release();
          client.protocol().awaitTold(3);
          assertThat(client.protocol().told).containsExactly("made", "pause", "resume");
          server.protocol().awaitTold(3);
          assertThat(client.transport().getWriteBufferSize()).isZero();
          client.close();
          server.close();
        });
  }

  @OnEachTransport
  void whatAProtocolThrowsIsReportedAndEndsNothing(NettyTransport transport) {
    List<ExceptionContext> reports = new ArrayList<>();
    Asyncio.run(
        Loopback.options(transport),
        () -> {
          Asyncio.getRunningLoop().setExceptionHandler((_, report) -> reports.add(report));
          DatagramConnection<Recorder> server =
              Datagrams.createDatagramEndpoint(
                  () ->
                      new Recorder() {
                        @Override
                        public void datagramReceived(byte[] data, InetSocketAddress sender) {
                          super.datagramReceived(data, sender);
                          throw new IllegalStateException("broken");
                        }
                      },
                  ANY,
                  null);
          DatagramConnection<Recorder> client =
              Datagrams.createDatagramEndpoint(Recorder::new, null, address(server));
          client.transport().sendTo(bytes("1"));
          client.transport().sendTo(bytes("2"));
          server.protocol().awaitTold(3);
          client.close();
          server.close();
        });
    assertThat(reports).hasSize(2);
    assertThat(reports.getFirst().message()).contains("datagramReceived()");
    assertThat(reports.getFirst().exception()).hasMessage("broken");
  }

  @OnEachTransport
  void aFactoryThatFailsLeavesNothing(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          long before = Loopback.sockets();
          assertThatThrownBy(() ->
                  Datagrams.createDatagramEndpoint(
                      () -> {
                        throw new IllegalStateException("no protocol");
                      },
                      ANY,
                      null))
              .hasMessage("no protocol");
          Loopback.awaitSockets(before);
        });
  }
}
