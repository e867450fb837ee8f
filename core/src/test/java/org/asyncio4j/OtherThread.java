package org.asyncio4j;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Runs code on a thread that is no loop's.
public final class OtherThread {
  private OtherThread() {}

  /// {@return what `body` will have returned or thrown}
  static <T extends @Nullable Object> CompletableFuture<T> start(Callable<T> body) {
    CompletableFuture<T> end = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("other")
        .start(() -> {
          try {
            end.complete(body.call());
          } catch (Throwable e) {
            end.completeExceptionally(e);
          }
        });
    return end;
  }

  /// Waits for `body`, a loop's task with it.
  static <T extends @Nullable Object> T call(Callable<T> body) {
    return start(body).orTimeout(30, TimeUnit.SECONDS).join();
  }

  /// As [#call], for a body without a value.
  public static void run(Awaitable.Action body) {
    var _ =
        call(() -> {
          body.run();
          return true;
        });
  }

  /// Blocks until interrupted, then sets `told` to "interrupted".
  static boolean sleepUntilInterrupted(CountDownLatch started, Future<String> told) {
    try {
      started.countDown();
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      told.getLoop().execute(() -> told.setResult("interrupted"));
    }
    return true;
  }
}
