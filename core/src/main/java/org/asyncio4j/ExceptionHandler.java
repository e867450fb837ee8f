package org.asyncio4j;

/// What a loop does with failures that no caller can be given: of callbacks, of tasks that nobody
/// awaited.
@FunctionalInterface
public interface ExceptionHandler {
  /// Called on the loop, or by the thread that closes it. What it throws is reported by the default
  /// handler.
  ///
  /// @param loop the loop
  /// @param context what happened
  void handle(EventLoop loop, ExceptionContext context);
}
