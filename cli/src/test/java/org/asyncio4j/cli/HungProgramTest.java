package org.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.asyncio4j.cli.Target.Answer;
import org.junit.jupiter.api.Test;

/// Programs that hang, each explained by `pstree` and by the watchdog.
class HungProgramTest {
  @Test
  void tasksThatAwaitEachOther() throws Exception {
    try (Target target = Target.start("circle")) {
      Answer answer = target.ask("pstree");
      assertThat(answer.status()).isEqualTo(1);
      assertThat(answer.out())
          .contains("cycle: chicken → egg → chicken")
          .containsPattern("\\(T\\) chicken waits for task 'egg', for [^\n]*\n +at [^\n]*Hung")
          .containsPattern("\\(T\\) Task-1\n.*circle\\(Hung.java:\\d+\\)\n")
          .contains("└── (T) chicken, see the cycle above");
      target.awaitLine("these tasks wait for each other");
      target.awaitLine("task 'chicken' waits for task 'egg', at org.asyncio4j.cli.Hung");
    }
  }

  @Test
  void aLockHeldAcrossTheAwaitOfATaskThatNeedsIt() throws Exception {
    try (Target target = Target.start("lock")) {
      Answer answer = target.ask("pstree");
      assertThat(answer.status()).isEqualTo(1);
      assertThat(answer.out())
          .contains("cycle: holder → needy → holder")
          .containsPattern(
              "\\(T\\) needy waits for <Lock locked waiters=1>, for [^\n]*, held by holder");
      target.awaitLine("these tasks wait for each other");
      target.awaitLine("task 'needy' waits for <Lock locked waiters=1>");
    }
  }

  @Test
  void aBlockedReadOfASocket() throws Exception {
    try (Target target = Target.start("socket")) {
      Answer answer = target.ask("pstree");
      assertThat(answer.status()).isZero();
      assertThat(answer.out())
          .containsPattern("stuck for [\\d.]+ m?s in task 'Task-1', 2 tasks")
          .containsPattern("at [^\n]*Hung.readForEver")
          .contains("(T) Task-1, see above")
          .containsPattern("\\(T\\) other\n.*Hung[^\n]*\n.*sleep, 3\\d\\d\\d s left");
      target.awaitLine("seconds by one step of task 'Task-1'");
      target.awaitLine("Hung.readForEver");
    }
  }
}
