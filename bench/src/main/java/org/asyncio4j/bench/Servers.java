package org.asyncio4j.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The servers, or clients, of a figure. Each is idle while another one is measured.
final class Servers implements AutoCloseable {
  /// What a warm-up consists of.
  private static final Duration STEP = Duration.ofSeconds(1);

  private final LoadBench bench;
  private final LoadPace pace;
  private final Map<Contender, RunningServer> running = new ConcurrentHashMap<>();

  /// Those that could not do the work, of which their logs tell more.
  private final Set<Contender> failed = ConcurrentHashMap.newKeySet();

  Servers(LoadBench bench, LoadPace pace) {
    this.bench = bench;
    this.pace = pace;
  }

  /// Starts those that do not run yet, and loads the ones that are compiled while they run until
  /// they have computed enough. All at once and on all cores: a compiler that has to share one core
  /// with its server, and that with nobody else, needs three times as long.
  ///
  /// @param loads what they are to be fast under
  /// @param reserve the time that other figures need, besides that for measuring these
  void warmUp(List<Load> loads, List<Contender> contenders, Duration reserve)
      throws InterruptedException {
    Duration rest = reserve.plus(aRound(contenders).multipliedBy(loads.size()));
    List<Thread> all =
        contenders.stream()
            .filter(contender -> contender.tool().isThere() && !failed.contains(contender))
            .map(contender ->
                Thread.startVirtualThread(() -> {
                  try {
                    warmUp(loads, contender, rest);
                  } catch (IOException e) {
                    failed(loads.getFirst(), contender, e);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }))
            .toList();
    for (Thread one : all) {
      one.join();
    }
  }

  private void warmUp(List<Load> loads, Contender contender, Duration rest)
      throws IOException, InterruptedException {
    RunningServer server = running.get(contender);
    boolean isNew = server == null;
    if (server == null) {
      server = bench.start(contender);
      running.put(contender, server);
    }
    bench.cores().free(server);
    Duration enough =
        isNew ? pace.warmUp() : server.cpu().plus(pace.warmUp().dividedBy(3)); // warm, but not here
    for (int step = 0;
        contender.compiles()
            && step < pace.warmUps()
            && server.cpu().compareTo(enough) < 0
            && pace.limit().left().compareTo(rest) > 0;
        step++) {
      bench.warmUp(loads.get(step % loads.size()), server, contender.title(), STEP);
    }
    bench.cores().pin(server);
  }

  /// Measures servers in turn, which have been warmed up.
  ///
  /// @param reserve the time that other figures need; without it there is only one round
  /// @return the medians of those that are there and have not failed
  Map<Contender, Sample> measure(Load load, List<Contender> contenders, Duration reserve)
      throws InterruptedException {
    Map<Contender, List<Sample>> samples = new LinkedHashMap<>();
    Duration needed = aRound(contenders);
    for (int round = 0; round < pace.rounds(); round++) {
      if (round > 0 && pace.limit().left().compareTo(reserve.plus(needed)) < 0) {
        break;
      }
      for (Contender contender : contenders) {
        Sample found = run(load, contender);
        if (found != null && found.requestsPerSecond() > 0) {
          samples.computeIfAbsent(contender, _ -> new ArrayList<>()).add(found);
        }
      }
    }
    Map<Contender, Sample> medians = new LinkedHashMap<>();
    samples.forEach((contender, found) -> medians.put(contender, Sample.median(found)));
    return medians;
  }

  /// What a round takes at most, on a machine that others use too.
  private Duration aRound(List<Contender> contenders) {
    return pace.settle().plus(pace.window()).multipliedBy(2L * contenders.size());
  }

  private @Nullable Sample run(Load load, Contender contender) throws InterruptedException {
    RunningServer server = running.get(contender);
    if (server == null || failed.contains(contender)) {
      return null;
    }
    try {
      return bench.run(load, server, contender.title(), pace.settle(), pace.window());
    } catch (IOException e) {
      failed(load, contender, e);
      return null;
    }
  }

  private void failed(Load load, Contender contender, IOException why) {
    failed.add(contender);
    System.err.println(load.name() + ", " + contender.title() + ": " + why.getMessage());
  }

  @Override
  public void close() {
    running.values().forEach(RunningServer::close);
  }
}
