package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/// What `Task.cancel` sends: to the task, to the task that this one awaits, to the one which that
/// awaits, and so on. Each of them counts it; the last one is thrown it, or what that waits for is
/// cancelled. So the chain unwinds from its end, as in asyncio.
///
/// Not by recursion: the chain may be long, or a circle.
final class CancelRequest {
  private CancelRequest() {}

  /// Sends a request from `first` on.
  ///
  /// @param first is not done
  /// @param origin the scope in which what makes the request was opened; shields around that do not
  ///   hold it back
  static void send(Task<?> first, @Nullable CancelScope origin, @Nullable String message) {
    Task<?> last = countAlongTheChain(first, origin, message);
    if (last != null && !endWait(last, message)) {
      last.mustCancel = true;
      last.cancelMessage = message;
    }
  }

  /// {@return whether what `last` waits for was cancelled, which then ends its wait}
  private static boolean endWait(Task<?> last, @Nullable String message) {
    Suspension wait = last.waitsFor;
    if (wait instanceof Task<?> next && !next.done()) {
      // They wait for each other in a circle: there is no future to cancel, so this one is thrown
      // the request.
      if (next.removeObserver(last)) {
        last.loop.scheduler.resume(last.fiber);
      }
      return false;
    }
    return wait != null && wait.cancelWait(message);
  }

  /// {@return the last task of the chain; null when a shield on the way holds the request back}
  private static @Nullable Task<?> countAlongTheChain(
      Task<?> first, @Nullable CancelScope origin, @Nullable String message) {
    Task<?> last = first;
    CancelScope shield = CancelScope.shieldOf(first, origin);
    while (shield == null) {
      last.cancelRequests++;
      last.counted = true;
      if (!(last.waitsFor instanceof Task<?> next) || next.done() || next.counted) {
        break;
      }
      last = next;
      shield = CancelScope.shieldOf(next, null);
    }
    for (Task<?> task = first; task != null && task.counted; ) {
      task.counted = false;
      task = task.waitsFor instanceof Task<?> next ? next : null;
    }
    if (shield != null) {
      shield.hold(message);
      return null;
    }
    return last;
  }
}
