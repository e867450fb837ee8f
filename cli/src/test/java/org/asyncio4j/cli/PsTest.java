package org.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.asyncio4j.cli.Target.Answer;
import org.junit.jupiter.api.Test;

class PsTest {
  @Test
  void aTableLikePythons() throws Exception {
    try (Target target = Target.start("circle")) {
      Answer answer = target.ask("ps");
      assertThat(answer.status()).isZero();
      List<String> lines = answer.out().lines().toList();
      assertThat(lines.getFirst()).matches("asyncio-loop-1 \\((confined|baton)\\): \\w+, 3 tasks");
      String heads = lines.get(2);
      assertThat(heads)
          .matches(
              "tid +task id +task name +state +waits for +coroutine stack +awaiter chain +awaiter name +awaiter id");
      String egg = lines.stream().filter(line -> line.contains(" egg ")).findFirst().orElseThrow();
      assertThat(egg.substring(heads.indexOf("task name"))).startsWith("chicken");
      assertThat(answer.out())
          .containsPattern(
              "egg +waiting +task 'chicken', for \\S+ \\S+ +Hung.circle\\(Hung.java:\\d+\\) .*chicken");
    }
  }

  @Test
  void aLineOfJsonForEachLoopAndTask() throws Exception {
    try (Target target = Target.start("circle")) {
      List<String> lines = target.ask("ps", "--json").out().lines().toList();
      assertThat(lines).hasSize(4);
      assertThat(lines.getFirst()).startsWith("{\"loop\":1,\"tid\":").contains("\"tasks\":3");
      assertThat(lines.get(2))
          .startsWith(
              "{\"task\":2,\"name\":\"chicken\",\"loop\":1,\"state\":\"waiting\",\"kind\":\"task\"")
          .contains("\"needs\":[3],\"awaited_by\":[1,3],\"stack\":[\"org.asyncio4j.cli.Hung.");
    }
  }

  /// `java -cp ... org.asyncio4j.cli.Hung many 1000000`, and `./asyncio ps --all PID` beside it,
  /// shows the same for a million: how late the heartbeat was, and how long the longest look took.
  @Test
  void veryManyTasksAreListedInManyShortLooks() throws Exception {
    int count = 100_000;
    try (Target target = Target.start("many", Integer.toString(count))) {
      Answer some = target.ask("ps", "--limit", "10");
      assertThat(some.out().lines()).hasSize(15);
      assertThat(some.out()).endsWith("... and 99991 more tasks; --all shows them\n");
      Answer all = target.ask("ps", "--all", "--json");
      assertThat(all.out().lines()).hasSize(count + 2);
      String beat = target.awaitLine("looks, of");
      while (beat.contains(" 0 looks")) {
        beat = target.awaitLine("looks, of");
      }
      Answer tree = target.ask("pstree", "--limit", "10");
      assertThat(tree.out()).endsWith("... and 99991 more tasks; --limit shows more\n");
    }
  }

  /// The JMX agent that the tools start in it does not keep a process alive.
  @Test
  void aProcessThatWasLookedIntoEndsAsEver() throws Exception {
    try (Target target = Target.start("short")) {
      assertThat(target.ask("ps").out()).contains("forgotten");
      assertThat(target.ask("top", "--once", "--interval", "0.1").out()).contains("forgotten");
      target.process().outputWriter().append('\n').close();
      assertThat(target.process().waitFor()).isZero();
    }
  }

  @Test
  void aProcessWithoutALoopSaysSo() throws Exception {
    try (Target target = Target.start("nothing")) {
      assertThat(target.ask("ps").out())
          .isEqualTo("There is no event loop in process " + target.pid() + ".\n");
    }
  }
}
