package org.asyncio4j.model;

import org.asyncio4j.sync.Barrier;
import org.asyncio4j.sync.Condition;
import org.asyncio4j.sync.Event;
import org.junit.jupiter.api.Test;

class SyncModelTest {
  @Test
  void event() {
    ModelCheck.holds(() -> new FlagScenario(Flag.of(Event.create())));
  }

  @Test
  void condition() {
    ModelCheck.holds(() -> new MonitorScenario(Monitor.of(Condition.create())));
  }

  @Test
  void barrier() {
    ModelCheck.holds(() -> new MeetingScenario(Meeting.of(Barrier.create(3)), 3));
  }
}
