package org.asyncio4j.bench;

import java.time.Duration;
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

  /// What a quick run needs when it has chosen a transport.
  private static final Duration CHOICE = Duration.ofSeconds(37);

  /// {@return the figure with fewer loads}
  LoadFigure only(Predicate<Load> wanted) {
    return new LoadFigure(ours, loads.stream().filter(wanted).toList(), contenders, lines);
  }

  /// Measures and prints.
  ///
  /// @param settled the transport to which a quick run keeps; null when it has to find the best
  /// @param later how many loads come after these
  /// @return the best transport of ours; null when nothing of ours has one
  @Nullable NettyTransport run(
      LoadBench bench, LoadPace pace, @Nullable NettyTransport settled, int later, Report report)
      throws InterruptedException {
    NettyTransport best = settled;
    try (Servers servers = new Servers(bench, pace)) {
      List<Contender> wanted = contenders;
      if (!pace.thorough()) {
        best = best == null ? quickest(servers, pace) : best;
        wanted = needed(best);
      }
      for (int i = 0; i < loads.size(); i++) {
        Load load = loads.get(i);
        Duration reserve = ENOUGH.multipliedBy(loads.size() - 1L - i + later);
        LoadResults results =
            new LoadResults(load, ours, wanted, servers.measure(load, wanted, reserve));
        results.print(lines, pace.thorough(), report);
        best = results.best().transport();
      }
    }
    return best;
  }

  /// The transport of ours that is best at the end of the warm-up. On a machine so busy that there
  /// is no time to try them all, the best of those that were tried; the most likely one comes
  /// first.
  private @Nullable NettyTransport quickest(Servers servers, LoadPace pace)
      throws InterruptedException {
    NettyTransport best = null;
    double least = Double.POSITIVE_INFINITY;
    for (Contender contender : contenders) {
      boolean time = best == null || pace.limit().left().compareTo(CHOICE) > 0;
      if (time && contender.family().equals(ours)) {
        Sample found = servers.warmUp(loads.getFirst(), contender);
        if (found != null && found.cpuMicros() < least) {
          best = contender.transport();
          least = found.cpuMicros();
        }
      }
    }
    return best;
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
