package org.asyncio4j.model;

import org.asyncio4j.sync.Condition;

/// What is checked of a condition and its lock.
interface Monitor {
  void acquire();

  void release();

  void await();

  void notify(int count);

  void notifyAllWaiters();

  static Monitor of(Condition condition) {
    return new Monitor() {
      @Override
      public void acquire() {
        condition.lock().acquire();
      }

      @Override
      public void release() {
        condition.lock().release();
      }

      @Override
      public void await() {
        condition.await();
      }

      @Override
      public void notify(int count) {
        condition.notify(count);
      }

      @Override
      public void notifyAllWaiters() {
        condition.notifyAllWaiters();
      }
    };
  }
}
