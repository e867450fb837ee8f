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
    print(
        line.figure(),
        measure,
        numbers.get(line.ours()),
        numbers.get(line.peer()),
        title(line.peer()),
        line.target());
  }

  /// As the other; null where something has failed.
  void print(
      String figure,
      Measure measure,
      @Nullable Double ours,
      @Nullable Double peer,
      String peerTitle,
      Target target) {
    boolean ok = ours != null && peer != null && target.met(ours, peer);
    anyShort |= !ok;
    print(
        figure,
        text(measure, ours),
        text(measure, peer) + " " + peerTitle,
        ours == null || peer == null || peer == 0
            ? "-"
            : String.format(Locale.ROOT, "%.2fx", ours / peer),
        target.text(),
        ok ? "ok" : "SHORT");
  }

  /// Prints a line whose peer is not on this machine, which is nobody's fault here. Our own number
  /// has to be there all the same.
  void withoutPeer(Comparison line, Measure measure, Map<Lane, Double> numbers, String why) {
    withoutPeer(line.figure(), measure, numbers.get(line.ours()), why, line.target());
  }

  /// As the other; null where ours has failed.
  void withoutPeer(
      String figure, Measure measure, @Nullable Double ours, String why, Target target) {
    boolean ok = ours != null;
    anyShort |= !ok;
    print(figure, text(measure, ours), why, "-", target.text(), ok ? "ok" : "SHORT");
  }

  private static String text(Measure measure, @Nullable Double number) {
    return number == null ? "failed" : measure.text(number);
  }

  /// Prints what explains the line before.
  void explain(String text) {
    out.println(text);
    out.flush();
  }

  /// Prints a line that nobody had the time to measure.
  void skipped(Comparison line) {
    skipped(line.figure(), line.target());
  }

  /// As the other.
  void skipped(String figure, Target target) {
    print(figure, "no time left", "-", "-", target.text(), "ok");
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
