package org.asyncio4j.debug;

/// What a task, or the loop itself, does for a while.
enum SpanKind {
  RUNNING(0),
  /// Made ready by somebody, and waiting for the loop.
  READY(1),
  SLEEP(2),
  /// Awaits another task.
  TASK(3),
  FUTURE(4),
  /// Waits for a primitive, such as a lock or a queue.
  PRIMITIVE(5),
  /// Suspended since before the recording.
  UNKNOWN(6),
  /// The loop runs a callback.
  CALLBACK(7),
  /// The loop has nothing to do and waits for events.
  IDLE(8);

  /// What stands for it in the page's data.
  final int code;

  SpanKind(int code) {
    this.code = code;
  }
}
