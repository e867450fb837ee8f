package org.asyncio4j.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.asyncio4j.net.NettyTransport;
import org.jspecify.annotations.Nullable;

/// Servers that do the same, under the same loads. What counts is a server's CPU time a request: it
/// stays steady where others use the machine too.
///
/// @param ours the family of which the best transport stands beside the peers
/// @param loads what is done to each server, one after the other
/// @param contenders every server
/// @param lines what to print for each load, in that order
record LoadFigure(String ours, List<Load> loads, List<Contender> contenders, List<Versus> lines) {
  /// What a load needs in a quick run, the start of its servers included.
  private static final Duration ENOUGH = Duration.ofSeconds(10);

  /// {@return the figure with fewer loads}
  LoadFigure only(Predicate<Load> wanted) {
    return new LoadFigure(ours, loads.stream().filter(wanted).toList(), contenders, lines);
  }

  /// Measures and prints.
  ///
  /// @param settled the transport to which a quick run keeps; null for the one that loops take
  /// @param later how many loads come after these
  /// @return what was found, a load after the other
  List<LoadResults> run(
      LoadBench bench, LoadPace pace, @Nullable NettyTransport settled, int later, Report report)
      throws InterruptedException {
    List<LoadResults> found = new ArrayList<>();
    try (Servers servers = new Servers(bench, pace)) {
      List<Contender> wanted = contenders;
      if (!pace.thorough()) {
        wanted = needed(settled == null ? preferred() : settled);
        servers.warmUp(loads, wanted, ENOUGH.multipliedBy(later));
      }
      for (int i = 0; i < loads.size(); i++) {
        Load load = loads.get(i);
        Duration reserve = ENOUGH.multipliedBy(loads.size() - 1L - i + later);
        if (pace.thorough()) { // what is hot under one load need not be under the next
          servers.warmUp(List.of(load), wanted, reserve);
        }
        LoadResults results =
            new LoadResults(load, ours, wanted, servers.measure(load, wanted, reserve));
        results.print(lines, pace.thorough(), report);
        found.add(results);
      }
    }
    return found;
  }

  /// The transport that a loop takes by itself: the first of those that are possible here. To find
  /// the best one, a quick run has no time.
  private @Nullable NettyTransport preferred() {
    return contenders.stream()
        .filter(contender -> contender.family().equals(ours) && contender.tool().isThere())
        .findFirst()
        .map(Contender::transport)
        .orElse(null);
  }

  /// What the lines of a quick run need.
  private List<Contender> needed(@Nullable NettyTransport transport) {
    return contenders.stream()
        .filter(c -> c.transport() == null || c.transport() == transport)
        .filter(c -> c.family().equals(ours) || isInQuickLine(c))
        .toList();
  }

  private boolean isInQuickLine(Contender contender) {
    return lines.stream().anyMatch(line -> line.quick() && line.peer().equals(contender.family()));
  }
}
