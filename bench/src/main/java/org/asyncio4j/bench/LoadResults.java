package org.asyncio4j.bench;

import static org.asyncio4j.bench.Measure.MICROS;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.asyncio4j.net.NettyTransport;
import org.jspecify.annotations.Nullable;

/// What one load has found.
///
/// @param load which
/// @param ours the family that is ours
/// @param contenders every server, in the order of the table
/// @param found the medians of those that are there and have not failed
record LoadResults(
    Load load, String ours, List<Contender> contenders, Map<Contender, Sample> found) {
  /// {@return ours on its best transport, or whatever stands for ours when nothing was found}
  Contender best() {
    List<Contender> all = family(ours);
    return all.stream()
        .filter(found::containsKey)
        .min(Comparator.comparingDouble(this::cpuMicros))
        .orElse(all.getFirst());
  }

  private double cpuMicros(Contender contender) {
    Sample sample = found.get(contender);
    return sample == null ? Double.NaN : sample.cpuMicros();
  }

  private List<Contender> family(String name) {
    return contenders.stream().filter(c -> c.family().equals(name)).toList();
  }

  /// Prints the lines; in a thorough run also those of the other transports, beside a peer that has
  /// the same, and a table of everything.
  void print(List<Versus> lines, boolean thorough, Report report) {
    Contender best = best();
    String missing = best.tool().missing();
    if (missing != null) {
      report.explain(load.name() + ": " + missing);
    }
    List<Versus> wanted =
        lines.stream().filter(line -> missing == null && (thorough || line.quick())).toList();
    for (Versus line : wanted) {
      for (Contender peer : family(line.peer())) {
        if (peer.transport() == null || peer.transport() == best.transport()) {
          print(best, peer, line.target(), report);
        } else if (thorough) {
          sameTransport(peer).forEach(own -> print(own, peer, Target.NONE, report));
        }
      }
    }
    if (thorough) {
      printTable(report);
    }
  }

  private Stream<Contender> sameTransport(Contender peer) {
    return family(ours).stream()
        .filter(own -> own.transport() == peer.transport() && own.tool().isThere());
  }

  private void print(Contender own, Contender peer, Target target, Report report) {
    NettyTransport transport = own.transport();
    String figure =
        load.name()
            + (transport == null ? "" : " (" + Contender.text(transport) + ")")
            + " vs "
            + peer.family();
    String missing = peer.tool().missing();
    if (missing == null) {
      report.print(figure, MICROS, number(own), number(peer), peer.title(), target);
    } else {
      report.withoutPeer(figure, MICROS, number(own), missing, target);
    }
  }

  private @Nullable Double number(Contender contender) {
    return found.containsKey(contender) ? cpuMicros(contender) : null;
  }

  private void printTable(Report report) {
    report.explain("");
    report.explain(load.text());
    report.explain("server | CPU us a request | requests/s | p50 us | p99 us | p99.9 us");
    for (Contender contender : contenders) {
      Sample sample = found.get(contender);
      String missing = contender.tool().missing();
      if (sample != null) {
        report.explain(
            String.format(
                Locale.ROOT,
                "%s | %.2f | %,.0f | %s | %s | %s",
                contender.title(),
                sample.cpuMicros(),
                sample.requestsPerSecond(),
                latency(sample.p50()),
                latency(sample.p99()),
                latency(sample.p999())));
      } else {
        report.explain(contender.title() + " | " + (missing == null ? "failed" : missing));
      }
    }
    report.explain("");
  }

  private static String latency(double micros) {
    return Double.isNaN(micros) ? "-" : String.format(Locale.ROOT, "%,.0f", micros);
  }
}
