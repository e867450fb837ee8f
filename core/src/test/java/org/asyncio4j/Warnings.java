package org.asyncio4j;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.stream.Stream;

/// The warnings that were logged since [#keep]. Slow steps are apart: on a busy machine any step
/// can be slow, and one that collects garbage always is.
final class Warnings {
  private final List<LogCapture.Entry> log = LogCapture.start();

  private Warnings() {}

  static Warnings keep() {
    return new Warnings();
  }

  List<String> all() {
    return messages().filter(text -> !isOfASlowStep(text)).toList();
  }

  List<String> slowSteps() {
    return messages().filter(Warnings::isOfASlowStep).toList();
  }

  private static boolean isOfASlowStep(String text) {
    return text.startsWith("Executing ") || text.contains(" has been held for ");
  }

  private Stream<String> messages() {
    return log.stream()
        .filter(entry -> entry.level() == Level.WARNING)
        .map(LogCapture.Entry::message);
  }

  /// As a reader compares them: source files without line numbers.
  List<String> withoutLines() {
    return all().stream().map(text -> text.replaceAll("\\.java:\\d+", ".java")).toList();
  }

  /// Gives way meanwhile, if it is on a loop.
  void collectGarbageUntilThereAre(int count) {
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (all().size() < count && System.nanoTime() - deadline < 0) {
      System.gc();
      if (Task.currentOrNull() != null) {
        VirtualTime.yieldNow();
      } else {
        Thread.onSpinWait();
      }
    }
  }
}
