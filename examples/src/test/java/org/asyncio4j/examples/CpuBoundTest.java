package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CpuBoundTest {
  @TempDir Path temporary;

  @Test
  void everyWayCountsThePrimes() throws Exception {
    Program.End end = new Program(temporary, "CpuBound.java", "100000").end();

    assertThat(end.err()).isEmpty();
    assertThat(end.status()).isZero();
    assertThat(end.out()).hasSize(4).allMatch(line -> line.endsWith("9,592 primes"));
    assertThat(end.out().getLast()).startsWith("two jobs in two processes");
  }
}
