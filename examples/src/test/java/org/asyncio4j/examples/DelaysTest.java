package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DelaysTest {
  @TempDir Path temporary;

  @Test
  void bothDelaysWaitAtTheSameTime() throws Exception {
    Program.End end = new Program(temporary, "Delays.java").end();

    assertThat(end.err()).isEmpty();
    assertThat(end.status()).isZero();
    List<String> linesWithoutTimes =
        end.out().stream().map(line -> line.replaceAll(" in \\d+\\.\\d{4} ", " in ? ")).toList();
    assertThat(linesWithoutTimes)
        .containsExactly(
            "starting main()",
            "starting delay(2)",
            "sleeping for 2 second(s)",
            "starting delay(3)",
            "sleeping for 3 second(s)",
            "finished sleeping for 2 second(s)",
            "finished delay(2) in ? second(s)",
            "finished sleeping for 3 second(s)",
            "finished delay(3) in ? second(s)",
            "finished main() in ? second(s)");
    assertThat(seconds(end.out().get(6))).isGreaterThanOrEqualTo(2);
    assertThat(seconds(end.out().get(8))).isGreaterThanOrEqualTo(3);
    assertThat(seconds(end.out().get(9))).isGreaterThanOrEqualTo(3);
  }

  private static double seconds(String line) {
    return Double.parseDouble(line.replaceAll(".* in (.*) second.*", "$1"));
  }
}
