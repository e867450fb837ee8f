package org.asyncio4j.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoakTest {
  private static final Soak SHORT =
      new Soak(200, 10, Duration.ofMillis(500), Duration.ofMillis(1500), Duration.ofSeconds(2));

  @TempDir private Path logs;

  /// Memory is left to the real run: of so few connections it says nothing.
  @Test
  void everyConnectionIsAccountedFor() throws Exception {
    Tool clients = Peers.of(Path.of(".")).soak();
    assumeTrue(clients.isThere(), clients.missing());
    ByteArrayOutputStream printed = new ByteArrayOutputStream();

    SHORT.run(
        clients,
        Cores.find(),
        logs,
        new Report(new PrintStream(printed, true, StandardCharsets.UTF_8)));

    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .filteredOn(line -> line.contains("| all |"))
        .hasSize(5)
        .allMatch(line -> line.endsWith("| ok"));
  }
}
