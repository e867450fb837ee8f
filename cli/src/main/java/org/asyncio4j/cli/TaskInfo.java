package org.asyncio4j.cli;

import java.util.List;
import java.util.Locale;

/// What a process says of one of its tasks.
final class TaskInfo {
  private final LoopInfo loop;
  private final long number;
  private final String name;
  private final String kind;
  private final String waitsFor;
  private final long nanos;
  private final List<Long> needs;
  private final List<Long> awaitedBy;

  /// Innermost frame first; empty when nobody has asked for it.
  private List<String> stack = List.of();

  private TaskInfo(Fields line, LoopInfo loop) {
    this.loop = loop;
    this.number = line.number();
    this.name = line.text();
    this.kind = line.text().toLowerCase(Locale.ROOT).intern();
    this.waitsFor = line.text();
    this.nanos = line.number();
    this.needs = line.numbers();
    this.awaitedBy = line.numbers();
  }

  static TaskInfo of(Fields line, LoopInfo loop) {
    return new TaskInfo(line, loop);
  }

  LoopInfo loop() {
    return loop;
  }

  long number() {
    return number;
  }

  String name() {
    return name;
  }

  /// What it does: `running`, `ready` or `waiting`.
  String state() {
    return switch (kind) {
      case "running", "ready" -> kind;
      default -> "waiting";
    };
  }

  /// What it waits for: `sleep`, `future`, `task`, `primitive` or `thread`; else as [#state].
  String kind() {
    return kind;
  }

  /// A name for what it waits for; empty for nothing.
  String waitsFor() {
    return waitsFor;
  }

  /// For how long it has waited, in nanoseconds; -1 when nobody knows.
  long nanos() {
    return nanos;
  }

  List<Long> needs() {
    return needs;
  }

  List<Long> awaitedBy() {
    return awaitedBy;
  }

  List<String> stack() {
    return stack;
  }

  void setStack(List<String> stack) {
    this.stack = stack;
  }

  /// Whether its step is what the loop is stuck in.
  boolean isCulprit() {
    return loop.culpritNumber() == number;
  }

  /// What it waits for, and for how long.
  String describeWait() {
    return waitsFor.isEmpty() ? "" : waitsFor + (nanos < 0 ? "" : ", for " + Durations.text(nanos));
  }
}
