package org.asyncio4j.bench;

import static org.asyncio4j.bench.Comparison.always;
import static org.asyncio4j.bench.Lane.BATON;
import static org.asyncio4j.bench.Lane.CONFINED;
import static org.asyncio4j.bench.Lane.CPYTHON;
import static org.asyncio4j.bench.Measure.PROGRAMS;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How many programs leave the trace that CPython has left of them, on each engine.
///
/// @param classPath where the oracle is, which is among the tests of core
/// @param folder where the programs are; null for those that come with the tests
record AgreementFigure(String classPath, @Nullable Path folder) implements Figure {
  private static final String ORACLE = "org.asyncio4j.oracle.Oracle";

  /// The status with which the oracle ends when it could not read a file.
  private static final int UNREADABLE = 2;

  /// For the start and the end of a JVM.
  private static final Duration RESERVE = Duration.ofSeconds(2);

  @Override
  public List<Comparison> lines() {
    String programs = folder == null ? "the project's programs" : "programs of " + folder;
    return List.of(
        always(programs + " (confined)", CONFINED, CPYTHON, Target.all()),
        always(programs + " (baton)", BATON, CPYTHON, Target.all()));
  }

  @Override
  public void run(Pace pace, Path logs, Report report) throws IOException, InterruptedException {
    List<Comparison> lines = lines();
    for (int i = 0; i < lines.size(); i++) {
      Duration share = pace.limit().left().dividedBy(lines.size() - i).minus(RESERVE);
      run(lines.get(i), share, logs, report);
    }
  }

  private void run(Comparison line, Duration time, Path logs, Report report)
      throws IOException, InterruptedException {
    Lane lane = line.ours();
    List<String> arguments = new ArrayList<>();
    arguments.add("-Doracle.seconds=" + Math.max(0, time.toSeconds()));
    arguments.addAll(List.of("-cp", classPath, ORACLE));
    if (folder != null) {
      arguments.add(folder.toString());
    }
    Path log = logs.resolve(ORACLE + "." + lane.method() + ".log");
    Child oracle = Child.run(Child.java(lane, arguments), "", log, time.plus(RESERVE));
    if (oracle.status() == UNREADABLE) {
      throw new IOException(String.join("\n", oracle.lines()));
    } else if (oracle.status() != 0) {
      report.print(line, PROGRAMS, Map.of());
      report.explain("the oracle has failed, and tells more in " + log);
      return;
    }
    double all = oracle.number("programs");
    report.print(line, PROGRAMS, Map.of(lane, oracle.number("agreed"), CPYTHON, all));
    if (oracle.lines().contains("time is over")) {
      report.explain("there was no time for the programs behind these");
    }
    oracle.lines().stream()
        .dropWhile(text -> !text.startsWith("first difference"))
        .forEach(report::explain);
  }
}
