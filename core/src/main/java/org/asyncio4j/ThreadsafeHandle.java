package org.asyncio4j;

import java.util.concurrent.locks.ReentrantLock;

/// The handle of `callSoonThreadsafe`. Cancelling it on another thread waits while the callback
/// runs, so that after `cancel()` the callback either has ended or will never start.
final class ThreadsafeHandle extends Handle {
  private final ReentrantLock lock = new ReentrantLock();

  ThreadsafeHandle(EventLoop loop, Runnable callback, Context context) {
    super(loop, callback, context);
  }

  @Override
  public void cancel() {
    lock.lock();
    try {
      drop();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean cancelled() {
    lock.lock();
    try {
      return super.cancelled();
    } finally {
      lock.unlock();
    }
  }

  @Override
  void run() {
    lock.lock();
    try {
      super.run();
    } finally {
      lock.unlock();
    }
  }
}
