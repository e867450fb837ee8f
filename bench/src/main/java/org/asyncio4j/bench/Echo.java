package org.asyncio4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `bench/run echo [--quick] [--only TEXT]`: what an echo server computes for each request.
public final class Echo {
  private Echo() {}

  /// Measures and reports. Ends with 1 when a figure is short of its target, with 2 when it cannot
  /// begin.
  ///
  /// @param args `--quick`, and `--only` with a part of the names of figures
  /// @throws InterruptedException never
  public static void main(String[] args) throws InterruptedException {
    LoadRun.of(args, LoadPace.FULL, LoadPace.QUICK).main(Echo::run);
  }

  private static void run(LoadRun run, Report report) throws IOException, InterruptedException {
    Peers peers = Peers.of(run.home());
    String missing = peers.load().missing();
    if (missing != null) {
      throw new IOException("nothing can be measured without bench/peers/load.c: " + missing);
    }
    LoadBench bench = LoadBench.of("echo", run.home());
    bench.warn();
    EchoFigures figures = new EchoFigures(new EchoServers(peers));
    if (!run.pace().thorough()) {
      run.run(bench, List.of(figures.smallMessages(), figures.lines()), report);
      return;
    }
    report.explain(bench.text());
    Path secret = Files.createTempDirectory(peers.built(), "certificate");
    try {
      List<LoadFigure> all =
          new ArrayList<>(
              List.of(figures.smallMessages(), figures.lines(), figures.largeMessages()));
      if (peers.tlsLoad().isThere()) {
        all.add(figures.tls(Certificate.make(secret)));
      } else {
        report.explain("no TLS: it needs OpenSSL's headers; " + peers.tlsLoad().missing());
      }
      run.run(bench, all, report);
    } finally {
      Certificate.delete(secret);
    }
  }
}
