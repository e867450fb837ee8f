package org.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.cli.Target.Answer;
import org.junit.jupiter.api.Test;

class TopTest {
  @Test
  void oneLookShowsTheLoopAndItsTasks() throws Exception {
    try (Target target = Target.start("many", "50")) {
      Answer answer = target.ask("top", "--once", "--interval", "0.5");
      assertThat(answer.status()).isZero();
      assertThat(answer.out())
          .containsPattern("asyncio-loop-1 \\((confined|baton)\\): \\w+, 51 tasks")
          .containsPattern("lag [\\d.]+ m?s, [\\d,]+ steps/s")
          .containsPattern("tasks: \\d running, \\d ready, 5\\d on sleep, 0 on future")
          .containsPattern("slowest steps\n +[\\d.]+ m?s  ")
          .containsPattern("longest waits\n +[\\d.]+ m?s  task 'Task-\\d+' waits for sleep");
    }
  }

  @Test
  void aStuckLoopIsShownWithItsCulprit() throws Exception {
    try (Target target = Target.start("socket")) {
      assertThat(target.ask("top", "-n", "1", "--interval", "0.1").out())
          .contains("in task 'Task-1'")
          .contains("Hung.readForEver");
    }
  }

  @Test
  void itEndsWhenTheProcessEnds() throws Exception {
    try (Target target = Target.start("circle")) {
      StringWriter out = new StringWriter();
      CountDownLatch shown = new CountDownLatch(1);
      PrintWriter watched =
          new PrintWriter(out, true) {
            @Override
            public void println(String line) {
              super.println(line);
              shown.countDown();
            }
          };
      var looking =
          CompletableFuture.supplyAsync(() ->
              Main.commandLine()
                  .setOut(watched)
                  .execute(
                      "top", "--interval", "0.1", "-n", "100000", Long.toString(target.pid())));
      assertThat(shown.await(60, TimeUnit.SECONDS)).isTrue();
      var _ = target.process().destroyForcibly();
      assertThat(looking.get(60, TimeUnit.SECONDS)).isZero();
      assertThat(out.toString()).endsWith("process " + target.pid() + " has ended\n");
    }
  }

  @Test
  void aTimeThatIsNoneIsRefused() {
    Answer answer = Target.ask(1, "top", "--interval", "0");
    assertThat(answer.status()).isEqualTo(2);
    assertThat(answer.err()).contains("--interval must be from 0.1 to 3600 seconds");
  }
}
