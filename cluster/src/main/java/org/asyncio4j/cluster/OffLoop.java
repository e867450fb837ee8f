package org.asyncio4j.cluster;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Hazelcast's blocking calls, on threads of their own. None of them is interrupted: Hazelcast
/// would not say what it had done by then.
final class OffLoop {
  static final Executor LIGHT = work -> Thread.ofVirtual().start(work);

  private OffLoop() {}

  /// Starts `work`, which loads classes and may hold its thread for seconds.
  ///
  /// @param tooLate is given the result when the future was completed by somebody else meanwhile
  static <T extends @Nullable Object> CompletableFuture<T> start(
      String name, Callable<T> work, Consumer<? super T> tooLate) {
    CompletableFuture<T> end = new CompletableFuture<>();
    Thread.ofPlatform().daemon().name(name).start(() -> run(work, end, tooLate));
    return end;
  }

  /// Starts `work`, which waits for the network, on a virtual thread.
  static <T extends @Nullable Object> CompletableFuture<T> startLight(
      String name, Callable<T> work) {
    CompletableFuture<T> end = new CompletableFuture<>();
    Thread.ofVirtual().name(name).start(() -> run(work, end, _ -> {}));
    return end;
  }

  private static <T extends @Nullable Object> void run(
      Callable<T> work, CompletableFuture<T> end, Consumer<? super T> tooLate) {
    try {
      T value = work.call();
      if (!end.complete(value)) {
        tooLate.accept(value);
      }
    } catch (Throwable e) { // all of it is the waiter's to know
      end.completeExceptionally(e);
    }
  }
}
