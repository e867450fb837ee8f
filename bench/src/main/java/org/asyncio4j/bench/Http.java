package org.asyncio4j.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// `bench/run http [--quick] [--only TEXT]`: what an HTTP server, and an HTTP client, computes for
/// each request.
public final class Http {
  /// Some ten minutes for all figures.
  private static final LoadPace FULL =
      new LoadPace(
          5,
          Duration.ofSeconds(15),
          40,
          Duration.ZERO,
          Duration.ofSeconds(3),
          true,
          new TimeLimit(Duration.ofMinutes(30)));

  /// Below fifty seconds; short windows leave more of them to the compilers.
  private static final LoadPace QUICK =
      new LoadPace(
          2,
          Duration.ofSeconds(12),
          18,
          Duration.ZERO,
          Duration.ofMillis(500),
          false,
          new TimeLimit(Duration.ofSeconds(48)));

  private Http() {}

  /// Measures, reports and draws. Ends with 1 when a figure is short of its target, with 2 when it
  /// cannot begin.
  ///
  /// @param args `--quick`, and `--only` with a part of the names of figures
  /// @throws InterruptedException never
  public static void main(String[] args) throws InterruptedException {
    LoadRun.of(args, FULL, QUICK).main(Http::run);
  }

  private static void run(LoadRun run, Report report) throws IOException, InterruptedException {
    HttpFigures figures = new HttpFigures(new HttpServers(Peers.of(run.home())));
    String missing = figures.wrk().missing();
    if (missing != null) {
      throw new IOException("nothing can be measured without wrk: " + missing);
    }
    LoadBench bench = LoadBench.of("http", run.home());
    bench.warn();
    if (run.pace().thorough()) {
      report.explain(bench.text());
    }
    try (RunningServer asked = bench.startAtLoad(figures.servers().asked())) {
      List<LoadResults> found =
          run.run(bench, List.of(figures.server(), figures.client(asked)), report);
      Path plots = run.home().resolve("target").resolve("plots");
      report.explain(Plots.draw(found, "http", plots));
    }
  }
}
