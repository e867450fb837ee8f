package org.asyncio4j.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.asyncio4j.net.NettyTransport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlotsTest {
  private static final int OURS = 0xD95F02;

  @TempDir private Path folder;

  private final Map<Contender, Sample> found = new LinkedHashMap<>();

  private void add(String family, @Nullable NettyTransport transport, Sample sample) {
    found.put(new Contender(family, transport, Tool.of(List.of("x")), false), sample);
  }

  private void draw() throws Exception {
    Load load = new WrkLoad(Tool.of(List.of("wrk")), "Plain text", HttpAnswer.PLAINTEXT, 64);
    LoadResults results = new LoadResults(load, "ours", List.copyOf(found.keySet()), found);
    String said = Plots.draw(List.of(results), "http", folder);
    assumeTrue(said.startsWith("plots: "), said);
  }

  @Test
  void aPictureOfEachKindShowsOursInItsOwnColour() throws Exception {
    add("Go", null, new Sample(12.9, 70_000, 900, 1_800, 3_000));
    add("ours", NettyTransport.IO_URING, new Sample(9.3, 100_000, 600, 900, 1_000));
    add("ours", NettyTransport.EPOLL, new Sample(8.8, 105_000, 580, 950, 1_000));
    add("aiohttp on uvloop", null, new Sample(32.7, 30_000, 2_100, 2_500, 3_000));
    draw();

    for (String kind : List.of("cpu", "throughput", "latency")) {
      BufferedImage picture =
          ImageIO.read(folder.resolve("http-plain-text-" + kind + ".png").toFile());
      assertThat(pixels(picture, OURS)).as(kind).isGreaterThan(1_000);
    }
  }

  @Test
  void withoutLatenciesTheirPictureIsLeftOut() throws Exception {
    add("ours", null, new Sample(15, 60_000, Double.NaN, Double.NaN, Double.NaN));
    draw();

    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder("http-plain-text-cpu.png", "http-plain-text-throughput.png");
  }

  private static int pixels(BufferedImage picture, int colour) {
    int count = 0;
    for (int x = 0; x < picture.getWidth(); x++) {
      for (int y = 0; y < picture.getHeight(); y++) {
        count += (picture.getRGB(x, y) & 0xFFFFFF) == colour ? 1 : 0;
      }
    }
    return count;
  }
}
