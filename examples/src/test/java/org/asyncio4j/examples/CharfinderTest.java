package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CharfinderTest {
  @TempDir Path temporary;

  @Test
  void threeClientsAreAnswered() throws Exception {
    Program.End end = new Program(temporary, "Charfinder.java").end();

    assertThat(end.err()).isEmpty();
    assertThat(end.status()).isZero();
    assertThat(end.out().getFirst()).matches("U\\+265B\t.+\tBLACK CHESS QUEEN");
    assertThat(end.out())
        .anyMatch(line -> line.matches("\\d+ found for chess black queen"))
        .anyMatch(line -> line.matches("U\\+1F0E1\t.+\tPLAYING CARD TRUMP-1"))
        .anyMatch(line -> line.matches("\\d+ found for card trump"));
    assertThat(end.out().getLast()).isEqualTo("0 found for no such character");
  }

  @Test
  void itServesSeveralClientsUntilCtrlC() throws Exception {
    Program program = new Program(temporary, "Charfinder.java", "--serve", "0");
    int port = program.servedPort();
    try (Client silent = new Client(port);
        Client curious = new Client(port);
        Client greedy = new Client(port)) {
      greedy.say("letter\n".repeat(100)); // and reads nothing
      curious.say("Roman hundred-thousand\r\n\n");
      assertThat(curious.hear()).isEqualTo("?> U+2188\tↈ\tROMAN NUMERAL ONE HUNDRED THOUSAND");
      assertThat(curious.hear()).isEqualTo("1 found for Roman hundred-thousand");
      assertThat(curious.hear()).isEqualTo("?> ");
      assertThat(curious.hear()).isNull();
      program.interrupt();
      Program.End end = program.end();

      assertThat(end.err()).isEmpty();
      assertThat(end.out()).containsExactly("the server is shut down");
      assertThat(end.status()).isEqualTo(130);
      assertThat(silent.hear()).isEqualTo("?> ");
    }
  }

  @Test
  void aPortThatIsTakenIsNamed() throws Exception {
    Program.End end;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      end = new Program(temporary, "Charfinder.java", "--serve", port).end();
      assertThat(end.err())
          .startsWith("cannot listen on 127.0.0.1 port " + port + ": ")
          .endsWith(": give another PORT\n")
          .hasLineCount(1);
    }
    assertThat(end.status()).isEqualTo(2);
  }

  @Test
  void wrongArgumentsAreRefused() throws Exception {
    Program.End end = new Program(temporary, "Charfinder.java", "chess").end();

    assertThat(end.status()).isEqualTo(2);
    assertThat(end.err())
        .isEqualTo(
            "Charfinder.java takes --serve PORT, with a PORT from 0 to 65535, or nothing;"
                + " not chess\n");
  }
}
