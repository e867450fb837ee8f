package org.asyncio4j.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;

/// Chromium without a window. Where it is not installed, the test is skipped; not in CI, which
/// installs it.
final class Browser {
  static final int WIDTH = 1200;
  static final int HEIGHT = 700;

  private final Path folder;
  private final String chromium;
  private int runs;

  /// @param folder for what the browser writes
  Browser(Path folder) {
    this.folder = folder;
    List<Path> found = new ArrayList<>();
    for (String each : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      Path program = Path.of(each, "chromium");
      if (Files.isExecutable(program)) {
        found.add(program);
      }
    }
    assumeTrue(
        !found.isEmpty() || System.getenv("CI") != null,
        "chromium is not installed: no test of how pages look");
    assertThat(found).as("chromium on the PATH, which CI has to have").isNotEmpty();
    chromium = found.getFirst().toString();
  }

  /// {@return what `page` looks like}
  BufferedImage screenshot(Path page) throws Exception {
    return screenshot(page.toUri());
  }

  /// {@return what `page` looks like}
  BufferedImage screenshot(URI page) throws Exception {
    Path picture = folder.resolve("picture" + runs + ".png");
    run(page, "--screenshot=" + picture);
    return ImageIO.read(picture.toFile());
  }

  /// {@return the document that `page` has become}
  String document(Path page) throws Exception {
    return document(page.toUri());
  }

  /// {@return the document that `page` has become}
  String document(URI page) throws Exception {
    return run(page, "--dump-dom");
  }

  private String run(URI page, String what) throws IOException, InterruptedException {
    Path profile = Files.createDirectory(folder.resolve("profile" + runs));
    Path out = folder.resolve("out" + runs);
    Path err = folder.resolve("err" + runs);
    runs++;
    List<String> command =
        List.of(
            chromium,
            "--headless",
            "--no-sandbox", // does not start as root otherwise
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            "--force-device-scale-factor=1",
            "--window-size=" + WIDTH + "," + HEIGHT,
            "--virtual-time-budget=2000",
            "--user-data-dir=" + profile,
            what,
            page.toString());
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("chromium has ended").isTrue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(err)).isZero();
    return Files.readString(out, UTF_8);
  }
}
