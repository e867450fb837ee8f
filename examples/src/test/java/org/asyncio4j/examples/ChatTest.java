package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChatTest {
  private static final String COMMANDS = "/join ROOM, /rooms, /who and /quit";

  @TempDir Path temporary;

  @Test
  void theConversationEndsByItself() throws Exception {
    Program.End end = new Program(temporary, "Chat.java").end();

    assertThat(end.err()).isEmpty();
    assertThat(end.status()).isZero();
    assertThat(end.out().subList(0, end.out().size() - 1))
        .containsExactly(
            "ada   < * what is your name?",
            "ada   < * welcome, ada: say something, or " + COMMANDS,
            "ada   < * in lobby: ada",
            "bob   < * what is your name?",
            "bob   < * welcome, bob: say something, or " + COMMANDS,
            "bob   < * in lobby: ada, bob",
            "ada   < * bob has joined lobby",
            "bob   < ada: hello bob",
            "bob   < * in java: bob",
            "ada   < * bob has left lobby",
            "ada   < * rooms: java (1), lobby (1)",
            "ada   < * in java: bob, ada",
            "bob   < * ada has joined java",
            "sloth < * what is your name?",
            "sloth < * welcome, sloth: say something, or " + COMMANDS,
            "sloth < * in lobby: sloth",
            "ada   < * sloth has joined java",
            "sloth stops reading, and bob talks until sloth is disconnected",
            "ada   < * sloth has left java",
            "ada has heard all that bob has said",
            "ada   < * bob has left java",
            "eve   < * what is your name?",
            "eve   < * welcome, eve: say something, or " + COMMANDS,
            "eve   < * in lobby: eve",
            "eve   < * you have said nothing for 300 ms: goodbye",
            "eve   < (the end)",
            "ada   < * in java: ada",
            "ada   < * the server is shut down: goodbye",
            "ada   < (the end)");
    assertThat(end.out().getLast())
        .matches("\\d+ lines were said, 1 disconnected, at most 100 lines waited for one client");
  }

  @Test
  void itServesUntilCtrlCAndSaysGoodbye() throws Exception {
    Program program = new Program(temporary, "Chat.java", "--serve", "0");
    int port = program.servedPort();
    try (Client ada = new Client(port);
        Client bob = new Client(port)) {
      assertThat(ada.hear()).isEqualTo("* what is your name?");
      ada.say("ada lovelace\n");
      assertThat(ada.hear()).isEqualTo("* a name has up to 20 letters and digits: what is yours?");
      ada.say("ada\r\n");
      assertThat(ada.hear()).isEqualTo("* welcome, ada: say something, or " + COMMANDS);
      assertThat(ada.hear()).isEqualTo("* in lobby: ada");

      assertThat(bob.hear()).isEqualTo("* what is your name?");
      bob.say("ada\n");
      assertThat(bob.hear()).isEqualTo("* ada is here already: what is your name?");
      bob.say("bob\n/jump\n\33[2Jhello\n/quit\n");
      assertThat(bob.hear()).isEqualTo("* welcome, bob: say something, or " + COMMANDS);
      assertThat(bob.hear()).isEqualTo("* in lobby: ada, bob");
      assertThat(bob.hear())
          .isEqualTo("* there are " + COMMANDS + "; a ROOM has up to 20 letters and digits");
      assertThat(bob.hear()).isNull();

      assertThat(ada.hear()).isEqualTo("* bob has joined lobby");
      assertThat(ada.hear()).isEqualTo("bob: [2Jhello");
      assertThat(ada.hear()).isEqualTo("* bob has left lobby");
      program.interrupt();
      assertThat(ada.hear()).isEqualTo("* the server is shut down: goodbye");
      assertThat(ada.hear()).isNull();
    }
    Program.End end = program.end();

    assertThat(end.err()).isEmpty();
    assertThat(end.out())
        .containsExactly(
            "6 lines were said, 0 disconnected, at most 2 lines waited for one client");
    assertThat(end.status()).isEqualTo(130);
  }

  @Test
  void whoSendsALineTooLongIsToldSo() throws Exception {
    Program program = new Program(temporary, "Chat.java", "--serve", "0");
    try (Client client = new Client(program.servedPort())) {
      assertThat(client.hear()).isEqualTo("* what is your name?");
      client.say("x".repeat(1100));
      assertThat(client.hear()).isEqualTo("* a line cannot have more than 1024 bytes: goodbye");
      assertThat(client.hear()).isNull();
    }
    program.interrupt();
    assertThat(program.end().status()).isEqualTo(130);
  }

  @Test
  void wrongArgumentsAreRefused() throws Exception {
    Program.End end = new Program(temporary, "Chat.java", "--serve", "65536").end();

    assertThat(end.status()).isEqualTo(2);
    assertThat(end.err())
        .isEqualTo(
            "Chat.java takes --serve PORT, with a PORT from 0 to 65535, or nothing;"
                + " not --serve 65536\n");
    assertThat(end.out()).isEmpty();
  }
}
