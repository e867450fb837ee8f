package org.asyncio4j.bench;

import static org.asyncio4j.bench.Target.ratioAtMost;
import static org.asyncio4j.bench.Versus.always;
import static org.asyncio4j.bench.Versus.unhurried;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.asyncio4j.net.NettyTransport;

/// `bench/run echo [--quick] [--only TEXT]`: what an echo server computes for each request. Ends
/// with 1 when a figure is short of its target, with 2 when it cannot begin.
public final class Echo {
  /// The targets are on small messages, where the runtime's own share is largest.
  private static final List<Versus> SMALL =
      List.of(
          always(EchoServers.NETTY, ratioAtMost(1.10)),
          always(EchoServers.GO, ratioAtMost(0.95)),
          always(EchoServers.UVLOOP, ratioAtMost(0.75)),
          always(EchoServers.ASYNCIO, ratioAtMost(0.62)));

  private static final List<Versus> OTHERS =
      List.of(
          unhurried(EchoServers.NETTY),
          unhurried(EchoServers.GO),
          unhurried(EchoServers.UVLOOP),
          unhurried(EchoServers.ASYNCIO));

  private static final List<Versus> LINES =
      List.of(
          always(EchoServers.UVLOOP, ratioAtMost(0.25)),
          always(EchoServers.GO, ratioAtMost(1.20)),
          unhurried(EchoServers.ASYNCIO));

  private Echo() {}

  /// Measures and reports.
  ///
  /// @param args `--quick`, and `--only` with a part of the names of figures
  /// @throws InterruptedException never
  public static void main(String[] args) throws InterruptedException {
    List<String> words = List.of(args);
    int only = words.indexOf("--only") + 1;
    LoadPace pace = words.contains("--quick") ? LoadPace.QUICK : LoadPace.FULL;
    Report report = new Report(System.out);
    pace.limit().enforce(report);
    try {
      run(pace, only == 0 ? "" : words.get(only), report);
    } catch (IOException e) {
      System.err.println("bench: " + e.getMessage());
      System.exit(2);
    }
    System.exit(report.anyShort() ? 1 : 0);
  }

  private static void run(LoadPace pace, String only, Report report)
      throws IOException, InterruptedException {
    Path home = Path.of(System.getProperty("bench.home", "."));
    Peers peers = Peers.of(home);
    Path logs = Files.createDirectories(home.resolve("target").resolve("logs"));
    LoadBench bench = LoadBench.of(peers, logs);
    Path secret = Files.createTempDirectory(peers.built(), "certificate");
    try {
      List<LoadFigure> figures =
          figures(pace, new EchoServers(peers), only, Certificate.make(secret));
      if (pace.thorough()) {
        report.explain(bench.text());
      }
      int later = figures.stream().mapToInt(figure -> figure.loads().size()).sum();
      NettyTransport best = null;
      for (LoadFigure figure : figures) {
        later -= figure.loads().size();
        best = figure.run(bench, pace, best, later, report);
      }
    } finally {
      Certificate.delete(secret);
    }
  }

  private static List<LoadFigure> figures(
      LoadPace pace, EchoServers servers, String only, Certificate certificate)
      throws IOException, InterruptedException {
    List<LoadFigure> figures = new ArrayList<>();
    figures.add(
        new LoadFigure(
            EchoServers.STREAMS,
            List.of(new Load("echo 1 KiB", 100, 1 << 10, 1, false)),
            servers.bytes(),
            SMALL));
    figures.add(
        new LoadFigure(
            EchoServers.LINES,
            List.of(
                new Load("16 lines at once", 50, 100, 16, false),
                new Load("64 lines at once", 50, 100, 64, false)),
            servers.lines(),
            LINES));
    if (pace.thorough()) {
      figures.add(
          new LoadFigure(
              EchoServers.STREAMS,
              List.of(
                  new Load("echo 10 KiB", 100, 10 << 10, 1, false),
                  new Load("echo 100 KiB", 100, 100 << 10, 1, false)),
              servers.bytes(),
              OTHERS));
      figures.add(
          new LoadFigure(
              EchoServers.STREAMS,
              List.of(
                  new Load("TLS echo 1 KiB", 100, 1 << 10, 1, true),
                  new Load("TLS echo 10 KiB", 100, 10 << 10, 1, true),
                  new Load("TLS echo 100 KiB", 100, 100 << 10, 1, true)),
              servers.bytesOverTls(certificate),
              OTHERS));
    }
    String part = only.toLowerCase(Locale.ROOT);
    List<LoadFigure> wanted =
        figures.stream()
            .map(figure -> figure.only(load -> load.name().toLowerCase(Locale.ROOT).contains(part)))
            .filter(figure -> !figure.loads().isEmpty())
            .toList();
    if (wanted.isEmpty()) {
      throw new IOException("no figure of this run has '" + only + "' in its name");
    }
    return wanted;
  }
}
