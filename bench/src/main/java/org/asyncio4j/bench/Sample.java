package org.asyncio4j.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// What one measurement of a server, or of a client, found.
///
/// @param cpuMicros the process's CPU time a request, in microseconds; without requests infinite
/// @param requestsPerSecond how many it answered
/// @param p50 half of the latencies were not longer, in microseconds; the others likewise; NaN when
///   nobody looked
record Sample(double cpuMicros, double requestsPerSecond, double p50, double p99, double p999) {
  /// {@return what the load has printed}
  ///
  /// @param cpuPerSecond how many seconds the server computed in each second
  /// @throws IOException when a number is missing
  static Sample of(List<String> lines, double cpuPerSecond) throws IOException {
    Child load = new Child(0, lines);
    double rate = load.number("requests") / load.number("seconds");
    return new Sample(
        cpuPerSecond * 1e6 / rate,
        rate,
        load.number("p50"),
        load.number("p99"),
        load.number("p999"));
  }

  /// {@return what a client has said of itself}
  ///
  /// @param cpu what it computed for all of its requests
  static Sample withoutLatencies(double requests, double seconds, Duration cpu) {
    return new Sample(
        cpu.toNanos() / 1e3 / requests, requests / seconds, Double.NaN, Double.NaN, Double.NaN);
  }

  /// {@return the median of each number over at least one sample}
  static Sample median(List<Sample> samples) {
    return new Sample(
        Median.of(samples, Sample::cpuMicros),
        Median.of(samples, Sample::requestsPerSecond),
        Median.of(samples, Sample::p50),
        Median.of(samples, Sample::p99),
        Median.of(samples, Sample::p999));
  }
}
