package org.asyncio4j.debug;

/// What is known of a task beside its events.
///
/// @param number positive; counts the tasks of the process
/// @param parent the number of the task that made it; 0 for none
/// @param name its last name
/// @param end how it ended
record TaskRecord(long number, long parent, String name, End end) {
  enum End {
    PENDING(0),
    FINISHED(1),
    FAILED(2),
    CANCELLED(3);

    /// What stands for it in the page's data.
    final int code;

    End(int code) {
      this.code = code;
    }
  }
}
