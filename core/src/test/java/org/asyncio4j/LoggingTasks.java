package org.asyncio4j;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.VirtualTime.sleep;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// What tests of tasks have in common: a log of what happened, in its order, and tasks that write
/// it.
abstract class LoggingTasks {
  final List<String> log = new ArrayList<>();

  static Task<?> current() {
    return Objects.requireNonNull(currentTask());
  }

  static <T> Future<T> newFuture() {
    return getRunningLoop().createFuture();
  }

  /// Sleeps, and logs how that ended.
  final void sleeper(String name, int seconds) {
    try {
      sleep(seconds);
      log.add(name + " slept");
    } catch (CancelledError e) {
      log.add(name + " cancelled");
      throw e;
    }
  }

  /// Logs its name after a while, unless something keeps it from that.
  final void logged(String name, int seconds) {
    sleep(seconds);
    log.add(name);
  }

  static void fail(int seconds, String message) {
    sleep(seconds);
    throw new IllegalStateException(message);
  }

  /// A task that waits for `future` and logs what comes.
  final Task<?> waiter(String name, Future<Integer> future) {
    return createTask(() -> {
      try {
        log.add(name + "=" + future.await());
      } catch (CancelledError e) {
        log.add(name + "!" + e.getMessage());
      }
    });
  }

  /// Logs one tick in this and each of the next `count` iterations.
  final void tick(int number, int count) {
    log.add("tick " + number);
    if (number < count) {
      getRunningLoop().callSoon(() -> tick(number + 1, count));
    }
  }
}
