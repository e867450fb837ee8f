package org.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The console in a real terminal, seen as its user sees it.
final class ConsoleTest {
  private static final String CANCELLED =
      "It was cancelled, and has not ended. Ctrl-C once more says where it is.";

  @TempDir Path home;

  @Test
  void anInputReturnsAfterItsTimeWhileATaskPrints() throws Exception {
    try (Tmux tmux = new Tmux(home)) {
      tmux.enter("void tick() {");
      tmux.type(
          "  for (int i = 1; i <= 3; i++) { sleep(Duration.ofMillis(50)); IO.println(\"tick \" + i); } }");
      tmux.key("Enter");
      tmux.enter("var ticker = createTask(\"ticker\", () -> tick())");
      tmux.enter("var start = getRunningLoop().time()");
      tmux.enter("createTask(\"second\", () -> tick()); sleep(Duration.ofMillis(400));");
      tmux.enter("(getRunningLoop().time() - start) / 1_000_000 >= 400");

      List<String> lines = tmux.awaitStart("$6 ==>");
      assertThat(lines)
          .contains(
              "created method tick()", "ticker ==> <Task pending name='ticker' coro=<lambda>()>")
          .contains("$6 ==> true")
          .containsSubsequence("tick 1", "tick 2", "tick 3")
          .containsSubsequence(
              ">>> createTask(\"second\", () -> tick()); sleep(Duration.ofMillis(400));",
              "tick 1",
              "tick 2",
              "tick 3",
              ">>> (getRunningLoop().time() - start) / 1_000_000 >= 400");
    }
  }

  @Test
  void whatATaskPrintsDoesNotSpoilTheLineBeingTyped() throws Exception {
    try (Tmux tmux = new Tmux(home)) {
      tmux.enter("var go = getRunningLoop().<Void>createFuture()");
      tmux.enter(
          "createTask(() -> { sleep(Duration.ofSeconds(1)); System.out.print(\"half \"); IO.println(\"line\"); })");
      tmux.prompt();
      tmux.type("40 +");
      assertThat(tmux.await("half line")).endsWith("half line", ">>> 40 +");
      tmux.type(" 2");
      tmux.key("Enter");
      tmux.await("$3 ==> 42");
    }
  }

  @Test
  void ctrlCCancelsTheInputThatRunsAndClearsTheLineBeingTyped() throws Exception {
    try (Tmux tmux = new Tmux(home)) {
      tmux.enter(
          "try { IO.println(\"begun\"); sleep(Duration.ofHours(1)); } finally { IO.println(\"ended\"); }");
      tmux.await("begun");
      tmux.key("C-c");
      assertThat(tmux.await("KeyboardInterrupt"))
          .containsSubsequence("begun", "^C", "ended", "KeyboardInterrupt");

      tmux.prompt();
      tmux.type("some nonsense");
      tmux.await(">>> some nonsense");
      tmux.key("C-c");
      tmux.enter("6 * 7");
      assertThat(tmux.await("$2 ==> 42"))
          .containsSubsequence(">>> some nonsense", "KeyboardInterrupt", ">>> 6 * 7", "$2 ==> 42");
    }
  }

  @Test
  void anInputThatBlocksIsExplainedAndGivenUp() throws Exception {
    try (Tmux tmux = new Tmux(home)) {
      tmux.enter("{ IO.println(\"blocks\"); Thread.sleep(1_000_000); }");
      tmux.await("blocks");
      tmux.key("C-c");
      tmux.await(CANCELLED);
      tmux.key("C-c");
      assertThat(tmux.await("Ctrl-C once more interrupts its thread."))
          .contains(
              "input #1 does not await, so that nothing can cancel it. It is at", "  at input #1:1")
          .anyMatch(line -> line.contains("java.lang.Thread.sleep("));
      tmux.key("C-c");
      tmux.await("KeyboardInterrupt");

      tmux.enter("for (IO.println(\"spins\"); ; ) { }");
      tmux.await("spins");
      tmux.key("C-c");
      tmux.await(CANCELLED, lines -> Collections.frequency(lines, CANCELLED) == 2);
      tmux.key("C-c");
      tmux.awaitStart("input #2 does not await");
      tmux.key("C-c");
      tmux.enter("6 * 7");
      tmux.await("$3 ==> 42");
    }
  }

  @Test
  void aTaskThatHoldsTheLoopIsNamed() throws Exception {
    try (Tmux tmux = new Tmux(home)) {
      tmux.enter("var go = getRunningLoop().<String>createFuture()");
      tmux.enter("createTask(\"hog\", () -> { await(go); Thread.sleep(1_000_000); })");
      tmux.enter("{ IO.println(\"lets go\"); go.setResult(\"\"); sleep(Duration.ofHours(1)); }");
      tmux.await("lets go");
      tmux.key("C-c");
      tmux.await(CANCELLED);
      tmux.key("C-c");
      tmux.await("hog does not await, so that nothing can cancel it. It is at");
      tmux.key("C-c");
      tmux.enter("6 * 7");
      tmux.await("$4 ==> 42");
    }
  }

  @Test
  void aTaskThatFloodsTheTerminalCanBeStopped() throws Exception {
    try (Tmux tmux = new Tmux(home)) {
      tmux.enter(
          "var flood = createTask(() -> { while (true) { IO.println(\"flood\"); sleep(Duration.ZERO); } })");
      tmux.awaitStart("flood");
      tmux.enter("flood.cancel()");
      tmux.awaitStart("$2 ==> true");
    }
  }

  @Test
  void anExceptionIsShortAndColoured() throws Exception {
    try (Tmux tmux = new Tmux(home)) {
      tmux.enter("void fail() { throw new IllegalStateException(\"boom\"); }");
      tmux.enter("fail()");
      tmux.prompt();
      assertThat(tmux.screen())
          .containsSubsequence(
              ">>> fail()",
              "java.lang.IllegalStateException: boom",
              "  at fail(input #1:1)",
              "  at input #2:1",
              ">>>");
      assertThat(tmux.colours()).contains("\033[1m\033[31mjava.lang.IllegalStateException");

      tmux.enter("int x = true");
      assertThat(tmux.await("          ^--^"))
          .contains("input #3:1: error: incompatible types: boolean cannot be converted to int");
    }
  }

  @Test
  void linesAreEditedCompletedAndRemembered() throws Exception {
    try (Tmux tmux = new Tmux(home)) {
      tmux.enter("int twice(int value) {");
      tmux.await("...");
      tmux.type("return 2 * value;");
      tmux.key("Enter");
      tmux.type("}");
      tmux.key("Enter");
      assertThat(tmux.await("created method twice(int)"))
          .contains(">>> int twice(int value) {", "... return 2 * value;", "... }");

      tmux.prompt();
      tmux.type("twi");
      tmux.key("Tab");
      tmux.await(">>> twice(");
      tmux.key("Tab");
      tmux.await("int twice(int value)");
      tmux.type("21)");
      tmux.key("Enter");
      tmux.await("$2 ==> 42");

      tmux.prompt();
      tmux.key("Up");
      tmux.await(">>> twice(21)", lines -> lines.getLast().equals(">>> twice(21)"));
      tmux.key("Enter");
      tmux.await("$3 ==> 42");
      tmux.prompt();
      tmux.key("C-d");
      tmux.await("status 0");
    }
    Path history = home.resolve(".asyncio4j_history");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history)))
        .isEqualTo("rw-------");
    try (Tmux tmux = new Tmux(home)) {
      tmux.key("Up");
      tmux.await(">>> twice(21)");
    }
  }

  @Test
  void exitEndsTasksAndGivesItsStatus() throws Exception {
    try (Tmux tmux = new Tmux(home, "-Dasyncio.debug=true")) {
      assertThat(tmux.screen()).anyMatch(line -> line.matches("asyncio4j .* running debug>"));
      tmux.enter("Task<Void> waits = createTask(\"waits\", () -> {");
      tmux.await("...");
      tmux.type(
          "try { sleep(Duration.ofHours(1)); } finally { sleep(Duration.ofMillis(1)); IO.println(\"cleaned\"); } })");
      tmux.key("Enter");
      tmux.enter("/tasks");
      assertThat(tmux.await("  at input #1:2")).anyMatch(line -> line.startsWith("<Task pending"));
      tmux.enter("/exit 7");
      assertThat(tmux.await("status 7")).containsSubsequence(">>> /exit 7", "cleaned", "status 7");
    }
  }
}
