package org.asyncio4j.http.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// Other programs, as clients in tests; a test whose program is not installed is skipped.
final class Programs {
  private Programs() {}

  static Path program(String name) {
    Path path = Path.of("/usr/bin", name);
    Assumptions.assumeTrue(Files.isExecutable(path), name + " is not installed");
    return path;
  }

  /// Skips the test unless Python has aiohttp.
  static void assumeAiohttp() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(program("python3").toString(), "-c", "import aiohttp")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Assumptions.assumeTrue(process.waitFor() == 0, "aiohttp is not installed");
  }

  /// {@return what a program writes, when it has ended well} Blocks.
  ///
  /// @param folder for its output
  static String run(Path folder, String... command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "output", ".txt");
    List<String> all = new ArrayList<>(List.of(command));
    all.set(0, program(command[0]).toString());
    Process process =
        new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    if (!process.waitFor(40, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    String text = Files.readString(output, UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    return text;
  }
}
