package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the page of a timeline shows, as a browser draws it: the figures of the tutorial.
final class TimelinePageTest {
  private static final double SECOND = 1000;

  /// The styles of the light theme.
  private static final Color SLEEP = new Color(0xcdd6f3);

  private static final Color TASK = new Color(0xbfe5d2);
  private static final Color RUNNING = new Color(0x2157d6);

  /// Has the page write down its spans, a line each.
  private static final String PROBE =
      """
      <script>
      document.body.append(Object.assign(document.createElement("pre"), {id: "probe", textContent:
        timeline.spans().filter(span => !span.isLoop).map(span => [span.task, span.kind, span.why.replace(/ /g, "_"),
          span.startMs, span.endMs, span.x, span.y, span.width, span.height, span.drawnWidth].join(" ")).join("\\n")}));
      </script>
      </body>\
      """;

  @TempDir Path folder;

  /// One span, with its place in the picture.
  private record Span(
      String task,
      String kind,
      String why,
      double start,
      double end,
      double x,
      double y,
      double width,
      double height,
      double drawnWidth) {
    static Span of(String line) {
      String[] words = line.split(" ", -1);
      double[] numbers = new double[words.length];
      for (int i = 3; i < words.length; i++) {
        numbers[i] = Double.parseDouble(words[i]);
      }
      return new Span(
          words[0],
          words[1],
          words[2],
          numbers[3],
          numbers[4],
          numbers[5],
          numbers[6],
          numbers[7],
          numbers[8],
          numbers[9]);
    }

    double length() {
      return end - start;
    }
  }

  private Path trace(String program) throws Exception {
    Path page = folder.resolve("page.html");
    Program.End end =
        new Program(folder, List.of("-Dasyncio.trace=" + page), "src/test/resources/" + program)
            .end();
    assertThat(end.err()).isEmpty();
    assertThat(end.status()).isZero();
    return page;
  }

  private static List<Span> spans(Browser browser, Path page) throws Exception {
    Path probe = page.resolveSibling("probe.html");
    Files.writeString(probe, Files.readString(page).replace("</body>", PROBE));
    String document = browser.document(probe);
    var found = Pattern.compile("<pre id=\"probe\">([^<]*)</pre>").matcher(document);
    assertThat(found.find()).as(document).isTrue();
    return found.group(1).lines().map(Span::of).toList();
  }

  private static List<Span> of(List<Span> spans, String kind) {
    return spans.stream().filter(span -> span.kind().equals(kind)).toList();
  }

  /// The colour of the picture in a span, away from its text.
  private static Color colour(BufferedImage picture, Span span, double share) {
    int y = (int) (span.y() + 2);
    return new Color(picture.getRGB((int) (span.x() + share * span.width()), y));
  }

  private static void assertDrawn(BufferedImage picture, Span span, Color colour) {
    for (double share : List.of(0.02, 0.5, 0.98)) {
      assertThat(colour(picture, span, share)).as("%s at %s", span, share).isEqualTo(colour);
    }
    int above = (int) (span.y() - 2);
    Color outside = new Color(picture.getRGB((int) (span.x() + 0.33 * span.width()), above));
    assertThat(outside).isNotEqualTo(colour);
  }

  @Test
  void twoAwaitsInSequenceFollowEachOther() throws Exception {
    Browser browser = new Browser(folder);
    Path page = trace("Figure22.java");
    List<Span> spans = spans(browser, page);
    List<Span> sleeps = of(spans, "sleep");
    assertThat(sleeps).extracting(Span::task).containsExactly("Task-1", "Task-1");
    Span first = sleeps.getFirst();
    Span second = sleeps.getLast();
    List<Span> steps = of(spans, "running");
    assertThat(steps).hasSize(3);
    assertThat(first.end() - steps.get(0).start()).isGreaterThanOrEqualTo(SECOND);
    assertThat(second.end() - steps.get(1).start()).isGreaterThanOrEqualTo(2 * SECOND);
    assertThat(second.start()).isGreaterThanOrEqualTo(first.end());

    // The same in pixels: one after the other in one lane, each as long as it should be.
    double pixelsPerMilli = second.width() / second.length();
    assertThat(second.x()).isGreaterThanOrEqualTo(first.x() + first.width());
    assertThat(second.y()).isEqualTo(first.y());
    assertThat(first.width()).isCloseTo(pixelsPerMilli * first.length(), within(0.5));
    BufferedImage picture = browser.screenshot(page);
    assertDrawn(picture, first, SLEEP);
    assertDrawn(picture, second, SLEEP);

    // However short a step is, it has a mark, which does not pretend to be its length.
    for (Span step : steps) {
      assertThat(step.drawnWidth()).isEqualTo(Math.max(2, step.width()));
      int x = (int) (step.width() < 2 ? Math.round(step.x() - 1) : Math.ceil(step.x() + 0.5));
      assertThat(new Color(picture.getRGB(x, (int) (step.y() + step.height() / 2))))
          .isEqualTo(RUNNING);
    }
  }

  @Test
  void threeTasksThatWaitAtTheSameTimeOverlap() throws Exception {
    Browser browser = new Browser(folder);
    Path page = trace("Figure23.java");
    List<Span> spans = spans(browser, page);
    List<Span> sleeps = of(spans, "sleep");
    assertThat(sleeps).extracting(Span::task).containsExactly("Task-2", "Task-3", "Task-4");
    BufferedImage picture = browser.screenshot(page);
    for (Span sleep : sleeps) {
      Span step =
          of(spans, "running").stream()
              .filter(of -> of.task().equals(sleep.task()))
              .findFirst()
              .orElseThrow();
      assertThat(sleep.end() - step.start()).isGreaterThanOrEqualTo(3 * SECOND);
      assertThat(sleep.why()).startsWith("sleep_");
      assertDrawn(picture, sleep, SLEEP);
    }
    assertThat(sleeps).extracting(Span::y).doesNotHaveDuplicates().isSorted();

    // At most of the times at which one of them sleeps, all do.
    double left = sleeps.stream().mapToDouble(Span::x).max().orElseThrow();
    double right = sleeps.stream().mapToDouble(span -> span.x() + span.width()).min().orElseThrow();
    assertThat(right - left).isGreaterThan(Browser.WIDTH / 2.0);

    Span awaits = of(spans, "task").getFirst();
    assertThat(awaits.task()).isEqualTo("Task-1");
    assertThat(awaits.why()).isEqualTo("awaits_Task-2");
    assertDrawn(picture, awaits, TASK);
  }
}
