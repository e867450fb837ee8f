package org.asyncio4j.bench;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/// Draws what was found: for each load a picture of CPU time, one of throughput and one of latency,
/// in all of them ours in another colour, and the bars sorted, the best first.
final class Plots {
  private static final Color OURS = new Color(0xD9, 0x5F, 0x02);
  private static final Color OURS_LIGHT = new Color(0xF5, 0xC3, 0x96);
  private static final Color PEERS = new Color(0x4C, 0x72, 0x9E);
  private static final Color PEERS_LIGHT = new Color(0xBC, 0xCD, 0xE0);

  private static final int WIDTH = 1100;
  private static final int HEIGHT = 600;

  private final LoadResults results;

  private Plots(LoadResults results) {
    this.results = results;
  }

  /// Draws everything.
  ///
  /// @param benchmark what the names of the files begin with
  /// @return where the pictures are, or why there are none
  static String draw(List<LoadResults> all, String benchmark, Path folder) throws IOException {
    System.setProperty("java.awt.headless", "true");
    Files.createDirectories(folder);
    try {
      for (LoadResults results : all) {
        if (!results.found().isEmpty()) {
          new Plots(results).draw(folder.resolve(benchmark + "-" + name(results)).toString());
        }
      }
      return "plots: " + folder;
    } catch (LinkageError | InternalError | NullPointerException e) {
      // So the JDK fails where it finds no fonts.
      return "no plots: this machine cannot draw text, which needs fontconfig and a font: " + e;
    }
  }

  private static String name(LoadResults results) {
    return results.load().name().toLowerCase(Locale.ROOT).replace(' ', '-');
  }

  private void draw(String file) throws IOException {
    save(
        bars(
            "CPU time a request",
            "CPU microseconds a request (less is better)",
            sorted(Sample::cpuMicros),
            List.of(
                new Bars("peers", PEERS, false, Sample::cpuMicros),
                new Bars("ours", OURS, true, Sample::cpuMicros))),
        file + "-cpu");
    save(
        bars(
            "throughput",
            "thousand requests a second (more is better)",
            sorted(sample -> -sample.requestsPerSecond()),
            List.of(
                new Bars("peers", PEERS, false, sample -> sample.requestsPerSecond() / 1e3),
                new Bars("ours", OURS, true, sample -> sample.requestsPerSecond() / 1e3))),
        file + "-throughput");
    if (results.found().values().stream().noneMatch(sample -> Double.isNaN(sample.p99()))) {
      // The shorter bar of the two stands in front of the other.
      save(
          bars(
              "latency",
              "milliseconds (less is better)",
              sorted(Sample::p50),
              List.of(
                  new Bars("peers, 99 %", PEERS_LIGHT, false, sample -> sample.p99() / 1e3),
                  new Bars("ours, 99 %", OURS_LIGHT, true, sample -> sample.p99() / 1e3),
                  new Bars("peers, 50 %", PEERS, false, sample -> sample.p50() / 1e3),
                  new Bars("ours, 50 %", OURS, true, sample -> sample.p50() / 1e3))),
          file + "-latency");
    }
  }

  /// Bars of one colour, for ours or for the peers.
  private record Bars(String name, Color color, boolean ours, ToDoubleFunction<Sample> height) {}

  private List<Contender> sorted(ToDoubleFunction<Sample> by) {
    return results.found().keySet().stream()
        .sorted(
            Comparator.comparingDouble(
                contender -> by.applyAsDouble(results.found().get(contender))))
        .toList();
  }

  private CategoryChart bars(
      String what, String unit, List<Contender> contenders, List<Bars> kinds) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(results.load().text() + ": " + what)
            .xAxisTitle("")
            .yAxisTitle(unit)
            .build();
    CategoryStyler style = chart.getStyler();
    style.setOverlapped(true).setAvailableSpaceFill(0.7);
    style.setLabelsVisible(true).setLabelsPosition(0.9);
    style.setDecimalPattern("#,##0.##");
    style.setChartBackgroundColor(Color.WHITE).setLegendPosition(LegendPosition.OutsideS);
    style.setLegendLayout(LegendLayout.Horizontal);
    style.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    List<String> names = contenders.stream().map(Contender::title).toList();
    for (Bars kind : kinds) {
      List<@Nullable Double> heights = new ArrayList<>();
      for (Contender contender : contenders) {
        boolean isOurs = contender.family().equals(results.ours());
        heights.add(
            isOurs == kind.ours()
                ? kind.height().applyAsDouble(results.found().get(contender))
                : null);
      }
      chart.addSeries(kind.name(), names, heights).setFillColor(kind.color());
    }
    return chart;
  }

  private static void save(CategoryChart chart, String file) throws IOException {
    BitmapEncoder.saveBitmap(chart, file, BitmapFormat.PNG);
  }
}
