package org.asyncio4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A run of a benchmark: figure after figure, on the standard output.
///
/// @param pace how long to take
/// @param logs the directory for the output of the tools behind it
record FigureRun(Pace pace, Path logs) {
  /// What a figure may need in a quick run, at worst.
  private static final Duration ENOUGH = Duration.ofSeconds(12);

  /// {@return a run as the command line wants it}
  static FigureRun of(String[] args) throws IOException {
    return new FigureRun(
        List.of(args).contains("--quick") ? Pace.QUICK : Pace.FULL,
        Files.createDirectories(Path.of(System.getProperty("bench.logs", "target/logs"))));
  }

  /// Measures, reports, and ends this JVM: with 1 when a figure is short of its target, with 2 when
  /// what it is to read cannot be read.
  ///
  /// @param figures those with a target first: a quick run on a busy machine may have no time for
  ///   the others
  void run(List<Figure> figures) throws InterruptedException {
    Report report = new Report(System.out);
    pace.limit().enforce(report);
    try {
      for (Figure figure : figures) {
        if (figure.hasTarget() || pace.limit().left().compareTo(ENOUGH) > 0) {
          figure.run(pace, logs, report);
        } else {
          pace.wanted(figure.lines()).forEach(report::skipped);
        }
      }
    } catch (IOException e) {
      System.err.println("bench: " + e.getMessage());
      System.exit(2);
    }
    System.exit(report.anyShort() ? 1 : 0);
  }
}
