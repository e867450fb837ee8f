package org.asyncio4j;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Awaits a future without being able to cancel it (`asyncio.shield`).
final class Shield {
  private Shield() {}

  static <T extends @Nullable Object> Future<T> around(Future<T> inner) {
    if (inner.done()) {
      return inner;
    }
    Future<T> outer = inner.loop.createFuture(inner);
    Consumer<Future<T>> innerDone = done -> copy(done, outer);
    inner.addDoneCallback(innerDone, outer);
    outer.addDoneCallback(done -> {
      if (!inner.done()) {
        inner.removeDoneCallback(innerDone);
      }
    });
    return outer;
  }

  private static <T extends @Nullable Object> void copy(Future<T> inner, Future<T> outer) {
    if (outer.cancelled()) {
      return; // a failure of the inner future, which nobody awaits now, is reported as any other
    }
    if (inner.cancelled()) {
      outer.cancel();
      return;
    }
    Throwable failure = inner.exception();
    if (failure != null) {
      outer.setException(failure);
    } else {
      outer.setResult(inner.result());
    }
  }
}
