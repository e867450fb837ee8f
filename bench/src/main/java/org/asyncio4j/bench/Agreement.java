package org.asyncio4j.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `bench/run oracle [DIR] [--quick]`: whether the order of events is CPython's. Ends with 1 when a
/// program disagrees, with 2 when a file of DIR cannot be read.
public final class Agreement {
  private Agreement() {}

  /// Compares and reports. `-Dbench.oracle` is the class path of the oracle.
  ///
  /// @param args a folder with programs, `--quick`, or nothing
  /// @throws IOException when the directory for logs cannot be made
  /// @throws InterruptedException never
  public static void main(String[] args) throws IOException, InterruptedException {
    String classPath = System.getProperty("bench.oracle");
    List<Figure> figures = new ArrayList<>();
    figures.add(new AgreementFigure(classPath, null));
    for (String arg : args) {
      if (!arg.equals("--quick")) {
        figures.add(new AgreementFigure(classPath, Path.of(arg)));
      }
    }
    FigureRun.of(args).run(figures);
  }
}
