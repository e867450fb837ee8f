package org.asyncio4j.model;

import org.asyncio4j.sync.BoundedSemaphore;
import org.asyncio4j.sync.CapacityLimiter;
import org.asyncio4j.sync.Lock;
import org.asyncio4j.sync.Semaphore;

/// What a lock, a semaphore and a limiter have in common.
interface Permits {
  void acquire();

  boolean tryAcquire();

  void release();

  /// How many permits are free.
  int free();

  /// Changes how many there are, where that is possible.
  default void resize(int total) {
    throw new UnsupportedOperationException();
  }

  /// Whether more cannot be given back than there were.
  default boolean bounded() {
    return false;
  }

  static Permits of(Lock lock) {
    return new Permits() {
      @Override
      public void acquire() {
        lock.acquire();
      }

      @Override
      public boolean tryAcquire() {
        return lock.tryAcquire();
      }

      @Override
      public void release() {
        lock.release();
      }

      @Override
      public int free() {
        return lock.locked() ? 0 : 1;
      }

      @Override
      public boolean bounded() {
        return true;
      }
    };
  }

  static Permits of(Semaphore semaphore) {
    return new Permits() {
      @Override
      public void acquire() {
        semaphore.acquire();
      }

      @Override
      public boolean tryAcquire() {
        return semaphore.tryAcquire();
      }

      @Override
      public void release() {
        semaphore.release();
      }

      @Override
      public int free() {
        return semaphore.permits();
      }

      @Override
      public boolean bounded() {
        return semaphore instanceof BoundedSemaphore;
      }
    };
  }

  static Permits of(CapacityLimiter limiter) {
    return new Permits() {
      @Override
      public void acquire() {
        limiter.acquire();
      }

      @Override
      public boolean tryAcquire() {
        return limiter.tryAcquire();
      }

      @Override
      public void release() {
        limiter.release();
      }

      @Override
      public int free() {
        return limiter.available();
      }

      @Override
      public boolean bounded() {
        return true;
      }

      @Override
      public void resize(int total) {
        limiter.setTotal(total);
      }
    };
  }
}
