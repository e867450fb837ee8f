package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.timeout;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Task;
import org.junit.jupiter.api.Test;

/// The examples that Javadoc quotes.
@SuppressWarnings("NullAway.Init") // transports are there from connectionMade() on
final class PackageExamples {
  // @start region="echo"
  static void echo(StreamReader reader, StreamWriter writer) throws IOException {
    for (byte[] line : reader.lines()) {
      writer.write(line); // suspends while the client does not read
    }
  }

  static String askOnce() throws IOException {
    Server server = Streams.startServer((r, w) -> echo(r, w), "127.0.0.1", 0);
    try (Connection client = Streams.openConnection("127.0.0.1", server.port())) {
      client.writer().write("hello\n");
      return client.reader().readLine(UTF_8);
    } finally {
      server.shutdown(Duration.ofSeconds(1));
    }
  }

  // @end

  // @start region="protocol"
  static final class Echo implements Protocol {
    private Transport transport;

    @Override
    public void connectionMade(Transport transport) {
      this.transport = transport;
    }

    @Override
    public void dataReceived(ByteBuffer data) {
      transport.write(data);
    }

    @Override
    public void pauseWriting() { // the client does not read: let it wait
      transport.pauseReading();
    }

    @Override
    public void resumeWriting() {
      transport.resumeReading();
    }
  }

  static Server startEchoServer() throws IOException {
    return Protocols.createServer(Echo::new, "127.0.0.1", 0);
  }

  // @end

  // @start region="datagrams"
  static void echoDatagrams(DatagramEndpoint endpoint) throws IOException {
    for (Datagram datagram : endpoint.datagrams()) {
      endpoint.sendTo(datagram.data(), datagram.sender());
    }
  }

  static byte[] askByDatagram(InetSocketAddress server) throws IOException, TimeoutException {
    try (DatagramEndpoint client = Datagrams.open(null, server)) {
      client.send("hello".getBytes(UTF_8));
      return timeout(Duration.ofSeconds(5), () -> client.receive()).data(); // or it is lost
    }
  }

  // @end

  @Test
  void aServerEchoesALine() {
    assertThat(Asyncio.<String>run(() -> askOnce())).isEqualTo("hello\n");
  }

  @Test
  void aProtocolEchoesALine() {
    Asyncio.run(() -> {
      Server server = startEchoServer();
      try (Connection client = Streams.openConnection("127.0.0.1", server.port())) {
        client.writer().write("hello\n");
        assertThat(client.reader().readLine(UTF_8)).isEqualTo("hello\n");
      }
      server.shutdown(Duration.ofSeconds(1));
    });
  }

  @Test
  void anEndpointEchoesADatagram() {
    Asyncio.run(() -> {
      DatagramEndpoint server = Datagrams.open(Loopback.address(0), null);
      Task<?> echoing = Asyncio.createTask(() -> echoDatagrams(server));
      assertThat(askByDatagram(server.localAddress())).asString(UTF_8).isEqualTo("hello");
      server.close();
      echoing.await();
    });
  }
}
