package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PortScanTest {
  @TempDir Path temporary;

  @Test
  void itFindsThePortsThatItHasOpened() throws Exception {
    Program.End end = new Program(temporary, "PortScan.java").end();

    assertThat(end.err()).isEmpty();
    assertThat(end.status()).isZero();
    assertThat(end.out().getFirst()).matches("listening on \\[\\d+, \\d+, \\d+]");
    for (String port : end.out().getFirst().replaceAll("[^0-9 ]", "").strip().split(" ", -1)) {
      assertThat(end.out()).anyMatch(line -> line.endsWith("%  port " + port + " is open"));
    }
    assertThat(end.out().getLast())
        .matches("100 ports in [\\d.]+ s: \\d+ open, \\d+ closed, 0 without an answer");
  }

  @Test
  void aListenerThatNeverAcceptsIsGivenUp() throws Exception {
    List<SocketChannel> backlog = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (int i = 0; i < 3; i++) { // the third is never connected
        SocketChannel waiting = SocketChannel.open();
        waiting.configureBlocking(false);
        waiting.connect(full.getLocalSocketAddress());
        backlog.add(waiting);
      }
      String port = Integer.toString(full.getLocalPort());
      Program.End end = new Program(temporary, "PortScan.java", "localhost", port, port).end();

      assertThat(end.err()).isEmpty();
      assertThat(end.status()).isZero();
      assertThat(end.out()).hasSize(2);
      assertThat(end.out().getFirst()).isEqualTo("100%  port " + port + " does not answer");
      assertThat(end.out().getLast()).endsWith(": 0 open, 0 closed, 1 without an answer");
    } finally {
      for (SocketChannel waiting : backlog) {
        waiting.close();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "192.0.2.1 1 9, '\"192.0.2.1\" is no loopback address: this scans only 127.0.0.1, ::1 and the like'",
        "example.org 1 9, '\"example.org\" is no loopback address: this scans only 127.0.0.1, ::1 and the like'",
        "127.0.0.1 0 9, '\"0\" is no port: give a number from 1 to 65535'",
        "::1 9 1, 'there are no ports from 9 to 1: give the smaller one first'",
        "127.0.0.1, 'PortScan.java takes HOST FROM TO, or nothing; not 127.0.0.1'",
      })
  void wrongArgumentsAreRefused(String arguments, String message) throws Exception {
    Program.End end = new Program(temporary, "PortScan.java", arguments.split(" ", -1)).end();

    assertThat(end.status()).isEqualTo(2);
    assertThat(end.err()).isEqualTo(message + "\n");
    assertThat(end.out()).isEmpty();
  }
}
