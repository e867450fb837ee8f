package org.asyncio4j.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.asyncio4j.net.NettyTransport;

/// A run of figures of processes under load.
///
/// @param pace how long to take
/// @param only what the names of loads must contain, in lower case
/// @param home the folder of this module
record LoadRun(LoadPace pace, String only, Path home) {
  /// What a benchmark does between the head of its report and the end of its JVM.
  @FunctionalInterface
  interface Work {
    void run(LoadRun run, Report report) throws IOException, InterruptedException;
  }

  /// {@return the run that a command line asks for}
  ///
  /// @param args `--quick`, and `--only` with a part of the names of figures
  static LoadRun of(String[] args, LoadPace full, LoadPace quick) {
    List<String> words = List.of(args);
    int text = words.indexOf("--only") + 1;
    return new LoadRun(
        words.contains("--quick") ? quick : full,
        text == 0 ? "" : words.get(text).toLowerCase(Locale.ROOT),
        Path.of(System.getProperty("bench.home", ".")));
  }

  /// Measures, reports and ends this JVM: with 1 when a figure is short of its target, with 2 when
  /// the work cannot begin.
  void main(Work work) throws InterruptedException {
    Report report = new Report(System.out);
    pace.limit().enforce(report);
    try {
      work.run(this, report);
    } catch (IOException e) {
      System.err.println("bench: " + e.getMessage());
      System.exit(2);
    }
    System.exit(report.anyShort() ? 1 : 0);
  }

  /// Measures and prints what is wanted of some figures.
  ///
  /// @return what was found, a load after the other
  List<LoadResults> run(LoadBench bench, List<LoadFigure> figures, Report report)
      throws IOException, InterruptedException {
    List<LoadFigure> wanted = wanted(figures);
    List<LoadResults> found = new ArrayList<>();
    int later = wanted.stream().mapToInt(figure -> figure.loads().size()).sum();
    NettyTransport best = null;
    for (LoadFigure figure : wanted) {
      later -= figure.loads().size();
      List<LoadResults> results = figure.run(bench, pace, best, later, report);
      best = results.getLast().best().transport();
      found.addAll(results);
    }
    return found;
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
