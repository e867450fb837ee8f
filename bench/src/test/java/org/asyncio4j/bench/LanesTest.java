package org.asyncio4j.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// A lane that did less than the others would look fast.
class LanesTest {
  @AutoClose private final OwnLoop own = new OwnLoop();

  @Test
  void everyLaneSwitchesAsOften() throws InterruptedException {
    TaskSwitch work = new TaskSwitch();

    assertThat(work.raw()).isEqualTo(200_000);
    assertThat(work.confined(own)).isEqualTo(200_000);
    assertThat(work.kotlinx()).isEqualTo(200_000);
    assertThat(work.virtual()).isEqualTo(200_000);
  }

  @Test
  void everyLaneGetsEveryValue() throws Exception {
    CreateAndAwait work = new CreateAndAwait();

    assertThat(work.raw()).isEqualTo(100_000);
    assertThat(work.confined(own)).isEqualTo(100_000);
    assertThat(work.kotlinx()).isEqualTo(100_000);
    assertThat(work.dispatched()).isEqualTo(100_000);
    assertThat(work.virtual()).isEqualTo(100_000);
  }

  @Test
  void everyLaneAwaitsWhatIsDoneAsOften() {
    AwaitDone work = new AwaitDone();

    assertThat(work.confined(own)).isEqualTo(10_000_000);
    assertThat(work.kotlinx()).isEqualTo(10_000_000);
  }

  @Test
  void everyLaneEndsEveryTaskAsCancelled() {
    StartAndCancel work = new StartAndCancel();

    assertThat(work.confined(own)).isEqualTo(20_000);
    assertThat(work.kotlinx()).isEqualTo(20_000);
  }

  @Test
  void everyLaneSetsEveryTimer() {
    SetAndCancelTimers work = new SetAndCancelTimers();

    assertThat(work.confined(own)).isEqualTo(1_000_000);
    assertThat(work.kotlinx()).isEqualTo(1_000_000);
  }

  @Test
  void everyProcessSendsBackWhatItWasSent() {
    assertThat(new SpawnAndCommunicate().confined(own)).isEqualTo(20 * 1024);
  }

  @Test
  void everyCallComesBackFromThePool() {
    PoolRoundTrip.OwnPool pool = new PoolRoundTrip.OwnPool();
    try {
      assertThat(new PoolRoundTrip().confined(own, pool)).isEqualTo(1_000);
    } finally {
      pool.close();
    }
  }
}
