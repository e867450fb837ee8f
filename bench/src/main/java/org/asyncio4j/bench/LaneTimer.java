package org.asyncio4j.bench;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/// Times one lane of a benchmark class with JMH, in a JVM of its own.
///
/// @param pace how many iterations, how long
/// @param logs the directory for JMH's own output
record LaneTimer(Pace pace, Path logs) {
  /// {@return the cost that each counted iteration found; empty when the lane failed, of which
  /// JMH's output tells more}
  List<Cost> time(Class<?> benchmark, Lane lane) {
    try {
      Collection<RunResult> runs = new Runner(options(benchmark, lane)).run();
      return runs.stream()
          .flatMap(run -> run.getBenchmarkResults().stream())
          .flatMap(fork -> fork.getIterationResults().stream())
          .map(LaneTimer::cost)
          .toList();
    } catch (RunnerException e) {
      System.err.println(benchmark.getSimpleName() + "." + lane.method() + ": " + e.getMessage());
      return List.of();
    }
  }

  private Options options(Class<?> benchmark, Lane lane) {
    String method = benchmark.getName() + "." + lane.method();
    return new OptionsBuilder()
        .include("^" + Pattern.quote(method) + "$")
        .jvmArgs(lane.jvmArgs().toArray(String[]::new))
        .forks(1)
        .mode(Mode.AverageTime)
        .timeUnit(TimeUnit.NANOSECONDS)
        .warmupIterations(pace.warmups())
        .warmupTime(pace.iteration())
        .measurementIterations(pace.iterations())
        .measurementTime(pace.iteration())
        .timeout(TimeValue.seconds(20))
        .addProfiler(CpuTime.class)
        .shouldFailOnError(true)
        .output(
            logs.resolve(benchmark.getName() + "." + lane.name().toLowerCase(Locale.ROOT) + ".log")
                .toString())
        .build();
  }

  private static Cost cost(IterationResult iteration) {
    return new Cost(
        iteration.getPrimaryResult().getScore(),
        requireNonNull(iteration.getSecondaryResults().get(CpuTime.RESULT)).getScore());
  }
}
