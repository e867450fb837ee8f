package org.asyncio4j.process;

import java.util.Objects;

/// Something that a worker wrote to `System.out` or `System.err`.
///
/// @param pid the worker's process id
/// @param error whether it was written to `System.err`
/// @param text whole lines with their ends, where the worker did not flush in the middle of one
public record WorkerOutput(long pid, boolean error, String text) {
  /// Checks the text.
  ///
  /// @param pid the worker's process id
  /// @param error whether it was written to `System.err`
  /// @param text what was written
  public WorkerOutput {
    Objects.requireNonNull(text, "text");
  }

  /// Writes it where the worker would have, were it this process.
  void print() {
    var stream = error ? System.err : System.out;
    stream.print(text);
    stream.flush();
  }
}
