package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.shielded;
import static org.asyncio4j.Asyncio.taskGroup;
import static org.asyncio4j.Asyncio.timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/// Random programs of scopes, shields, timeouts and groups in each other, whose times often
/// coincide, in a random order of what is ready. Whatever they do: a cancellation of the task that
/// was accepted is not lost, none comes out of nothing, and nothing is left behind.
class RandomScopesTest {
  private static final int PROGRAMS = 4000;
  private static final int DEPTH = 4;

  private sealed interface Step {}

  private record Sleeping(int seconds) implements Step {}

  private record Failing() implements Step {}

  /// Negative times mean never.
  private record Scope(int deadline, int cancelAt, List<Step> body) implements Step {}

  private record Shielding(int deadline, List<Step> body) implements Step {}

  private record Timing(int limit, List<Step> body) implements Step {}

  private record Grouping(int cancelAt, List<List<Step>> tasks, List<Step> body) implements Step {}

  private static List<Step> steps(Random random, int depth) {
    List<Step> steps = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      steps.add(step(random, depth));
    }
    return steps;
  }

  private static Step step(Random random, int depth) {
    int inside = depth - 1;
    return switch (depth == 0 ? 0 : random.nextInt(7)) {
      case 1 -> new Scope(random.nextInt(4) - 1, random.nextInt(6) - 3, steps(random, inside));
      case 2 -> new Shielding(random.nextInt(6) - 2, steps(random, inside));
      case 3, 4 -> new Timing(1 + random.nextInt(4), steps(random, inside));
      case 5, 6 -> {
        List<List<Step>> tasks = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
          tasks.add(steps(random, inside));
        }
        yield new Grouping(random.nextInt(6) - 3, tasks, steps(random, inside));
      }
      default -> random.nextInt(15) == 0 ? new Failing() : new Sleeping(random.nextInt(4));
    };
  }

  private static void run(List<Step> steps) throws Exception {
    for (Step step : steps) {
      run(step);
    }
  }

  private static void run(Step step) throws Exception {
    switch (step) {
      case Sleeping(int seconds) -> VirtualTime.sleep(seconds);
      case Failing() -> throw new IllegalStateException("planned");
      case Scope(int deadline, int cancelAt, List<Step> body) ->
          cancelScope(scope -> {
            if (deadline >= 0) {
              scope.setDeadline(Duration.ofSeconds(deadline));
            }
            at(cancelAt, scope::cancel);
            run(body);
          });
      case Shielding(int deadline, List<Step> body) ->
          shielded(deadline < 0 ? null : Duration.ofSeconds(deadline), () -> run(body));
      case Timing(int limit, List<Step> body) -> {
        try {
          timeout(Duration.ofSeconds(limit), () -> run(body));
        } catch (TimeoutException e) {
          // as it should
        }
      }
      case Grouping(int cancelAt, List<List<Step>> tasks, List<Step> body) ->
          taskGroup(group -> {
            for (List<Step> task : tasks) {
              var _ = group.createTask(() -> run(task));
            }
            at(cancelAt, group::cancel);
            run(body);
          });
    }
  }

  private static void at(int seconds, Runnable action) {
    if (seconds >= 0) {
      getRunningLoop().callLater(Duration.ofSeconds(seconds), action);
    }
  }

  @Test
  void loseNoCancellationAndLeaveNothingBehind() {
    for (int seed = 0; seed < PROGRAMS; seed++) {
      Random random = new Random(seed);
      List<Step> program = steps(random, DEPTH);
      int firstCancel = random.nextInt(12) - 4;
      int secondCancel = random.nextInt(24) - 16;
      String description =
          "seed " + seed + ", cancelled at " + firstCancel + " and " + secondCancel;
      VirtualTime.runShuffled(
          seed,
          () -> {
            Task<?> task = createTask(() -> run(program));
            boolean[] accepted = {false};
            at(firstCancel, () -> accepted[0] |= task.cancel());
            at(secondCancel, () -> accepted[0] |= task.cancel());
            Asyncio.wait(List.of(task), Duration.ofHours(1), ReturnWhen.ALL_COMPLETED);
            assertThat(task.done()).as(description).isTrue();
            boolean failed = !task.cancelled() && task.exception() != null;
            assertThat(task.cancelled()).as(description).isEqualTo(accepted[0] && !failed);
            assertThat(task.cancelling() > 0).as(description).isEqualTo(accepted[0]);
            VirtualTime.sleep(30); // what was to be cancelled later
            assertThat(getRunningLoop().scheduler.timers.size()).as(description).isZero();
            assertThat(Asyncio.allTasks()).as(description).hasSize(1);
          });
    }
  }
}
