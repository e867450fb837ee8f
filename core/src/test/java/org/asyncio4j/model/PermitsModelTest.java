package org.asyncio4j.model;

import org.asyncio4j.sync.BoundedSemaphore;
import org.asyncio4j.sync.CapacityLimiter;
import org.asyncio4j.sync.Lock;
import org.asyncio4j.sync.Semaphore;
import org.junit.jupiter.api.Test;

class PermitsModelTest {
  @Test
  void lock() {
    ModelCheck.holds(() -> new PermitsScenario(Permits.of(Lock.create()), 1, false));
  }

  @Test
  void semaphore() {
    ModelCheck.holds(() -> new PermitsScenario(Permits.of(Semaphore.create(2)), 2, false));
  }

  @Test
  void boundedSemaphore() {
    ModelCheck.holds(() -> new PermitsScenario(Permits.of(BoundedSemaphore.create(2)), 2, false));
  }

  @Test
  void capacityLimiter() {
    ModelCheck.holds(() -> new PermitsScenario(Permits.of(CapacityLimiter.create(2)), 2, true));
  }
}
