package org.asyncio4j.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What is done to a server, or by a client, while its CPU time is looked at.
interface Load {
  /// {@return what it is called in the report}
  String name();

  /// {@return name and numbers}
  String text();

  /// Loads a process, and measures it in the second part of that time.
  ///
  /// @param pinned what stands before the command of a program that makes the load
  /// @param measured the process
  /// @param settle how long the first part is; a load whose program knows no parts leaves it out
  /// @param window how long the second part is
  /// @throws IOException when something was wrong, which the message tells
  Sample run(
      List<String> pinned, RunningServer measured, Duration settle, Duration window, Path log)
      throws IOException, InterruptedException;
}
