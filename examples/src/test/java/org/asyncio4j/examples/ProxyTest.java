package org.asyncio4j.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProxyTest {
  /// The mark above which a writer suspends, and what may be written when it is not yet reached.
  private static final int MOST = 64 * 1024 + 16 * 1024;

  @TempDir Path temporary;

  /// What waits in the proxy stays bounded, however much the upstream has to send.
  @Test
  void aSlowClientStopsTheUpstream() throws Exception {
    Program.End end = new Program(temporary, "Proxy.java").end();

    assertThat(end.err()).isEmpty();
    assertThat(end.status()).isZero();
    assertThat(end.out()).hasSize(3);
    assertThat(end.out().get(0)).isEqualTo("received 67,108,864 bytes, as they were sent");
    assertThat(end.out().get(1)).matches("at most [\\d,]+ bytes waited in the proxy");
    assertThat(number(end.out().get(1))).isBetween(1, MOST);
    assertThat(end.out().get(2))
        .matches(
            "the upstream was at most [\\d,]+ bytes ahead: most of them in the system's buffers");
  }

  private static int number(String line) {
    return Integer.parseInt(line.replaceAll("\\D", ""));
  }

  @Test
  void itPassesBothEndsOnAndServesUntilCtrlC() throws Exception {
    try (ServerSocket upstream = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String upstreamPort = Integer.toString(upstream.getLocalPort());
      Program program = new Program(temporary, "Proxy.java", "--serve", "0", upstreamPort);
      int port = program.servedPort();
      try (Client client = new Client(port);
          Client idle = new Client(port)) {
        client.say("question");
        client.sayNoMore();
        try (Socket accepted = upstream.accept()) {
          assertThat(accepted.getInputStream().readAllBytes()).asString().isEqualTo("question");
          accepted.getOutputStream().write("answer\n".getBytes(UTF_8));
        }
        assertThat(client.hear()).isEqualTo("answer");
        assertThat(client.hear()).isNull();
        program.interrupt();
        Program.End end = program.end();

        assertThat(end.err()).isEmpty();
        assertThat(end.out()).containsExactly("forwarded 15 bytes, of which at most 8 waited");
        assertThat(end.status()).isEqualTo(130);
        assertThat(idle.hear()).isNull();
      }
    }
  }

  @Test
  void anUpstreamThatIsNotThereEndsTheClientsConnection() throws Exception {
    String closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = Integer.toString(socket.getLocalPort());
    }
    Program program = new Program(temporary, "Proxy.java", "--serve", "0", closed);
    try (Client client = new Client(program.servedPort())) {
      assertThat(client.hear()).isNull();
    }
    assertThat(program.readLine())
        .startsWith("closed a client's connection: cannot connect to 127.0.0.1:" + closed);
    program.interrupt();
    assertThat(program.end().status()).isEqualTo(130);
  }

  @Test
  void wrongArgumentsAreRefused() throws Exception {
    Program.End end = new Program(temporary, "Proxy.java", "--serve", "0").end();

    assertThat(end.status()).isEqualTo(2);
    assertThat(end.err())
        .isEqualTo(
            "Proxy.java takes --serve PORT UPSTREAM_PORT, with ports from 0 to 65535, or nothing;"
                + " not --serve 0\n");
  }
}
