package org.asyncio4j.model;

import org.asyncio4j.queue.Queue;
import org.asyncio4j.queue.QueueEmpty;
import org.asyncio4j.queue.QueueFull;
import org.asyncio4j.queue.QueueShutDown;
import org.jspecify.annotations.Nullable;

/// What is checked of a queue.
interface Pipe {
  /// False when the queue is shut down.
  boolean put(int item);

  /// False when the queue is full or shut down.
  boolean putNowait(int item);

  /// Null when the queue is shut down and empty.
  @Nullable Integer get();

  /// Null when the queue is empty.
  @Nullable Integer getNowait();

  void taskDone();

  void join();

  void shutdown(boolean immediate);

  int size();

  static Pipe of(Queue<Integer> queue) {
    return new Pipe() {
      @Override
      public boolean put(int item) {
        try {
          queue.put(item);
          return true;
        } catch (QueueShutDown e) {
          return false;
        }
      }

      @Override
      public boolean putNowait(int item) {
        try {
          queue.putNowait(item);
          return true;
        } catch (QueueFull | QueueShutDown e) {
          return false;
        }
      }

      @Override
      public @Nullable Integer get() {
        try {
          return queue.get();
        } catch (QueueShutDown e) {
          return null;
        }
      }

      @Override
      public @Nullable Integer getNowait() {
        try {
          return queue.getNowait();
        } catch (QueueEmpty | QueueShutDown e) {
          return null;
        }
      }

      @Override
      public void taskDone() {
        queue.taskDone();
      }

      @Override
      public void join() {
        queue.join();
      }

      @Override
      public void shutdown(boolean immediate) {
        queue.shutdown(immediate);
      }

      @Override
      public int size() {
        return queue.qsize();
      }
    };
  }
}
