package org.asyncio4j.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Something to measure in several lanes.
sealed interface Figure permits TimedFigure, MemoryFigure, AgreementFigure {
  /// {@return the lines to print, in that order}
  List<Comparison> lines();

  /// Measures every lane that a line of this pace needs and prints those lines.
  ///
  /// @throws IOException when what it is to read cannot be read
  void run(Pace pace, Path logs, Report report) throws IOException, InterruptedException;

  /// {@return whether a line has a target}
  default boolean hasTarget() {
    return lines().stream().anyMatch(line -> !line.target().equals(Target.NONE));
  }
}
