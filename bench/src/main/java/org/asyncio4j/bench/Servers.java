package org.asyncio4j.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The servers of a figure. Each is started when it is first needed, and idle while another one is
/// measured.
final class Servers implements AutoCloseable {
  /// What a warm-up consists of.
  private static final Duration STEP = Duration.ofMillis(800);

  private final LoadBench bench;
  private final LoadPace pace;
  private final Map<Contender, RunningServer> running = new LinkedHashMap<>();
  private final Set<Contender> warm = new HashSet<>();

  /// Those that could not do the work, of which their logs tell more.
  private final Set<Contender> failed = new HashSet<>();

  Servers(LoadBench bench, LoadPace pace) {
    this.bench = bench;
    this.pace = pace;
  }

  /// Measures servers in turn.
  ///
  /// @param reserve the time that other figures need; without it there is only one round
  /// @return the medians of those that are there and have not failed
  Map<Contender, Sample> measure(Load load, List<Contender> contenders, Duration reserve)
      throws InterruptedException {
    if (pace.thorough()) {
      warm.clear(); // what is hot under one load need not be under the next
    }
    for (Contender contender : contenders) {
      warmUp(load, contender);
    }
    Map<Contender, List<Sample>> samples = new LinkedHashMap<>();
    Duration needed = pace.settle().plus(pace.window()).multipliedBy(2L * contenders.size());
    for (int round = 0; round < pace.rounds(); round++) {
      if (round > 0 && pace.limit().left().compareTo(reserve.plus(needed)) < 0) {
        break;
      }
      for (Contender contender : contenders) {
        Sample found = run(load, contender, pace.settle(), pace.window());
        if (found != null && found.requestsPerSecond() > 0) {
          samples.computeIfAbsent(contender, _ -> new ArrayList<>()).add(found);
        }
      }
    }
    Map<Contender, Sample> medians = new LinkedHashMap<>();
    samples.forEach((contender, found) -> medians.put(contender, Sample.median(found)));
    return medians;
  }

  private void warmUp(Load load, Contender contender) throws InterruptedException {
    if (!contender.compiles() || !warm.add(contender)) {
      return;
    }
    Duration before = computed(contender);
    Duration enough = before.isZero() ? pace.warmUp() : before.plus(pace.warmUp().dividedBy(3));
    for (int step = 0; step < pace.warmUps() && computed(contender).compareTo(enough) < 0; step++) {
      run(load, contender, STEP.dividedBy(4), STEP);
    }
  }

  private Duration computed(Contender contender) {
    RunningServer server = running.get(contender);
    try {
      return server == null ? Duration.ZERO : server.cpu();
    } catch (IOException e) {
      return Duration.ZERO; // It has ended, which its next load tells.
    }
  }

  private @Nullable Sample run(
      Load load, Contender contender, Duration unmeasured, Duration measured)
      throws InterruptedException {
    if (!contender.tool().isThere() || failed.contains(contender)) {
      return null;
    }
    try {
      RunningServer server = running.get(contender);
      if (server == null) {
        server = bench.start(contender);
        running.put(contender, server);
      }
      return bench.run(load, server, contender.title(), unmeasured, measured);
    } catch (IOException e) {
      failed.add(contender);
      System.err.println(load.name() + ", " + contender.title() + ": " + e.getMessage());
      return null;
    }
  }

  @Override
  public void close() {
    running.values().forEach(RunningServer::close);
  }
}
