package org.asyncio4j.bench;

import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

/// A JMH profiler that adds the CPU time of the whole JVM to each iteration's result. Unlike wall
/// time it stays steady when others use the machine.
public final class CpuTime implements InternalProfiler {
  /// The name of the secondary result.
  static final String RESULT = "cpu";

  private long before;

  /// Called by JMH, in the JVM that measures.
  public CpuTime() {}

  @Override
  public String getDescription() {
    return "CPU time per operation";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    before = ProcessCpuClock.nanos();
  }

  @Override
  public Collection<ScalarResult> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    long spent = ProcessCpuClock.nanos() - before;
    double each = (double) spent / result.getMetadata().getAllOps();
    return List.of(new ScalarResult(RESULT, each, "ns/op", AggregationPolicy.AVG));
  }
}
