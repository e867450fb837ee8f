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
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/// Chromium without a window. Where it is not installed, the test is skipped; not in CI, which
/// installs it.
final class Browser {
  static final int WIDTH = 1200;
  static final int HEIGHT = 700;

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");

  private final Path folder;
  private final String chromium;
  private int runs;

  /// @param folder for what the browser writes
  Browser(Path folder) {
    this.folder = folder;
    List<String> found =
        NAMES.stream()
            .flatMap(name -> folders().map(each -> each.resolve(name)))
            .filter(Files::isExecutable)
            .map(Path::toString)
            .toList();
    assumeTrue(
        !found.isEmpty() || System.getenv("CI") != null,
        "chromium is not installed: no test of pages in a browser");
    assertThat(found).as("chromium on the PATH, which CI has to have").isNotEmpty();
    chromium = found.getFirst();
  }

  private static Stream<Path> folders() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(File.pathSeparator, -1)).map(Path::of);
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

  /// {@return a browser that stays open} Waits until it can be driven.
  OpenBrowser open() throws Exception {
    Path profile = Files.createDirectory(folder.resolve("profile" + runs));
    runs++;
    return new OpenBrowser(chromium(profile, "--remote-debugging-port=0", "about:blank"));
  }

  private String run(URI page, String what) throws IOException, InterruptedException {
    Path profile = Files.createDirectory(folder.resolve("profile" + runs));
    Path out = folder.resolve("out" + runs);
    Path err = folder.resolve("err" + runs);
    runs++;
    Process process =
        chromium(profile, "--virtual-time-budget=2000", what, page.toString())
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

  private ProcessBuilder chromium(Path profile, String... more) {
    List<String> command = new ArrayList<>();
    command.add(chromium);
    command.add("--headless");
    command.add("--no-sandbox"); // does not start as root otherwise
    command.add("--disable-gpu");
    command.add("--disable-quic");
    command.add("--no-first-run");
    command.add("--disable-background-networking");
    command.add("--disable-component-update");
    command.add("--disable-sync");
    command.add("--hide-scrollbars");
    command.add("--force-device-scale-factor=1");
    command.add("--window-size=" + WIDTH + "," + HEIGHT);
    command.add("--user-data-dir=" + profile);
    command.addAll(List.of(more));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("TMPDIR", profile.toString());
    return builder;
  }
}
