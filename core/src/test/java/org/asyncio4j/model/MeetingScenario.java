package org.asyncio4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.asyncio4j.CancelledError;

/// Tasks meet at a barrier, which is reset and aborted now and then.
///
/// Each meeting takes as many as the barrier has parties; some of them may be cancelled after they
/// were counted. So of those who left between two moments at which everybody waits, one in so many
/// may have been given the same index.
final class MeetingScenario implements Scenario {
  private final Meeting meeting;
  private final int parties;
  private final List<Worker> waiting = new ArrayList<>();

  /// Since everybody waited: how many left, what each was given, whether all went as usual.
  private int left;

  private final int[] given;
  private int gone;
  private int turnedAway;
  private boolean disturbed;

  MeetingScenario(Meeting meeting, int parties) {
    this.meeting = meeting;
    this.parties = parties;
    this.given = new int[parties];
  }

  @Override
  public void act(Worker worker) {
    switch (worker.random.nextInt(16)) {
      case 0 -> {
        disturbed = true;
        meeting.abort();
      }
      case 1, 2 -> {
        disturbed = true;
        meeting.reset();
      }
      default -> await(worker);
    }
  }

  private void await(Worker worker) {
    waiting.add(worker);
    int index;
    try {
      index = meeting.await();
    } catch (CancelledError e) {
      disturbed = true;
      throw e;
    } finally {
      waiting.remove(worker);
      left++;
    }
    if (index < 0) {
      assertThat(disturbed || meeting.broken()).as("somebody broke the barrier").isTrue();
      turnedAway++;
    } else {
      gone++;
      assertThat(index).isLessThan(parties);
      given[index]++;
    }
  }

  @Override
  public void checkQuiet() {
    assertThat(waiting.size()).as("how many of %s wait", parties).isLessThan(parties);
    assertThat(meeting.waiting()).isEqualTo(waiting.size());
    assertThat(meeting.broken() && !waiting.isEmpty()).as("waits at a broken barrier").isFalse();
    assertThat(Arrays.stream(given).max().orElseThrow())
        .as("how often an index was given, of %s, when %s have left", Arrays.toString(given), left)
        .isLessThanOrEqualTo(left / parties);
    if (!disturbed) {
      assertThat(left).as("how many have left").isEqualTo(gone + turnedAway);
      assertThat(given).as("how often each index was given").containsOnly(gone / parties);
    }
    left = 0;
    gone = 0;
    turnedAway = 0;
    disturbed = false;
    Arrays.fill(given, 0);
  }

  @Override
  public void checkEnd() {
    assertThat(waiting).isEmpty();
    assertThat(meeting.waiting()).isZero();
  }
}
