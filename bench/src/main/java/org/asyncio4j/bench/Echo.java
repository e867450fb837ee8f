package org.asyncio4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.asyncio4j.net.NettyTransport;

/// `bench/run echo [--quick] [--only TEXT]`: what an echo server computes for each request. Ends
/// with 1 when a figure is short of its target, with 2 when it cannot begin.
///
/// @param pace how long to take
/// @param only what the names of loads must contain, in lower case
record Echo(LoadPace pace, String only) {
  /// Measures and reports.
  ///
  /// @param args `--quick`, and `--only` with a part of the names of figures
  /// @throws InterruptedException never
  public static void main(String[] args) throws InterruptedException {
    List<String> words = List.of(args);
    int text = words.indexOf("--only") + 1;
    Echo echo =
        new Echo(
            words.contains("--quick") ? LoadPace.QUICK : LoadPace.FULL,
            text == 0 ? "" : words.get(text).toLowerCase(Locale.ROOT));
    Report report = new Report(System.out);
    echo.pace.limit().enforce(report);
    try {
      echo.run(report);
    } catch (IOException e) {
      System.err.println("bench: " + e.getMessage());
      System.exit(2);
    }
    System.exit(report.anyShort() ? 1 : 0);
  }

  private void run(Report report) throws IOException, InterruptedException {
    Path home = Path.of(System.getProperty("bench.home", "."));
    Peers peers = Peers.of(home);
    Path logs = Files.createDirectories(home.resolve("target").resolve("logs"));
    LoadBench bench = LoadBench.of(peers.load(), peers.tlsLoad(), logs);
    bench.warn();
    EchoFigures figures = new EchoFigures(new EchoServers(peers));
    if (!pace.thorough()) {
      run(bench, wanted(List.of(figures.smallMessages(), figures.lines())), report);
      return;
    }
    report.explain(bench.text());
    Path secret = Files.createTempDirectory(peers.built(), "certificate");
    try {
      List<LoadFigure> all =
          new ArrayList<>(
              List.of(figures.smallMessages(), figures.lines(), figures.largeMessages()));
      if (bench.tlsLoad().isThere()) {
        all.add(figures.tls(Certificate.make(secret)));
      } else {
        report.explain("no TLS: it needs OpenSSL's headers; " + bench.tlsLoad().missing());
      }
      run(bench, wanted(all), report);
    } finally {
      Certificate.delete(secret);
    }
  }

  private void run(LoadBench bench, List<LoadFigure> figures, Report report)
      throws InterruptedException {
    int later = figures.stream().mapToInt(figure -> figure.loads().size()).sum();
    NettyTransport best = null;
    for (LoadFigure figure : figures) {
      later -= figure.loads().size();
      best = figure.run(bench, pace, best, later, report);
    }
  }

  private List<LoadFigure> wanted(List<LoadFigure> figures) throws IOException {
    List<LoadFigure> wanted =
        figures.stream()
            .map(figure -> figure.only(load -> load.name().toLowerCase(Locale.ROOT).contains(only)))
            .filter(figure -> !figure.loads().isEmpty())
            .toList();
    if (wanted.isEmpty()) {
      throw new IOException("no figure of this run has '" + only + "' in its name");
    }
    return wanted;
  }
}
