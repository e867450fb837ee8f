package org.asyncio4j.bench;

import java.io.PrintStream;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Prints `figure | ours | peer | ratio | target | ok or SHORT`, one line a figure, and remembers
/// whether one was SHORT.
final class Report {
  private final PrintStream out;
  private final Map<Lane, String> titles = new EnumMap<>(Lane.class);
  private boolean anyShort;

  Report(PrintStream out) {
    this.out = out;
    print("figure", "ours", "peer", "ratio", "target", "ok or SHORT");
  }

  /// Has `lane` printed as `title`, which says more.
  void name(Lane lane, String title) {
    titles.put(lane, title);
  }

  /// Prints a line. A lane without a number has failed, which is never good enough.
  void print(Comparison line, Measure measure, Map<Lane, Double> numbers) {
    @Nullable Double ours = numbers.get(line.ours());
    @Nullable Double peer = numbers.get(line.peer());
    boolean ok = ours != null && peer != null && line.target().met(ours, peer);
    anyShort |= !ok;
    print(
        line.figure(),
        ours == null ? "failed" : measure.text(ours),
        (peer == null ? "failed" : measure.text(peer)) + " " + title(line.peer()),
        ours == null || peer == null ? "-" : String.format(Locale.ROOT, "%.2fx", ours / peer),
        line.target().text(),
        ok ? "ok" : "SHORT");
  }

  /// Prints a line whose peer is not on this machine, which is nobody's fault here. Our own number
  /// has to be there all the same.
  void withoutPeer(Comparison line, Measure measure, Map<Lane, Double> numbers, String why) {
    @Nullable Double ours = numbers.get(line.ours());
    boolean ok = ours != null;
    anyShort |= !ok;
    print(
        line.figure(),
        ours == null ? "failed" : measure.text(ours),
        why,
        "-",
        line.target().text(),
        ok ? "ok" : "SHORT");
  }

  /// Prints what explains the line before.
  void explain(String text) {
    out.println(text);
    out.flush();
  }

  /// Prints a line that nobody had the time to measure.
  void skipped(Comparison line) {
    print(line.figure(), "no time left", "-", "-", line.target().text(), "ok");
  }

  /// Prints that the run itself took longer than it may.
  void late(Duration limit) {
    anyShort = true;
    String seconds = limit.toSeconds() + " s";
    print("time for all figures", "> " + seconds, "-", "-", "<= " + seconds, "SHORT");
  }

  private String title(Lane lane) {
    return titles.getOrDefault(lane, lane.title());
  }

  private void print(String... columns) {
    out.println(String.join(" | ", columns));
    out.flush();
  }

  /// {@return whether a figure was short of its target}
  boolean anyShort() {
    return anyShort;
  }
}
