package org.asyncio4j.model;

import org.asyncio4j.sync.Barrier;
import org.asyncio4j.sync.BrokenBarrierException;

/// What is checked of a barrier.
interface Meeting {
  /// The index, or -1 when the barrier is broken.
  int await();

  void reset();

  void abort();

  int waiting();

  boolean broken();

  static Meeting of(Barrier barrier) {
    return new Meeting() {
      @Override
      public int await() {
        try {
          return barrier.await();
        } catch (BrokenBarrierException e) {
          return -1;
        }
      }

      @Override
      public void reset() {
        barrier.reset();
      }

      @Override
      public void abort() {
        barrier.abort();
      }

      @Override
      public int waiting() {
        return barrier.waiting();
      }

      @Override
      public boolean broken() {
        return barrier.broken();
      }
    };
  }
}
