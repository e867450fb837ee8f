package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RocketsTest {
  @TempDir Path temporary;

  @Test
  void allLiftOffAfterFiveSeconds() throws Exception {
    Program.End end = new Program(temporary, "Rockets.java").end();

    assertThat(end.err()).isEmpty();
    assertThat(end.status()).isZero();
    assertThat(end.out())
        .startsWith("A: 5...", "C: 4...", "A: 4...", "B: 3...", "C: 3...", "A: 3...")
        .endsWith("B: lift-off!", "C: lift-off!", "A: lift-off!", "all gone after 5 seconds")
        .hasSize(16);
  }
}
