package org.asyncio4j.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SampleTest {
  private static final List<String> PRINTED =
      List.of("requests 200000", "seconds 2.0", "p50 900.5", "p99 1500", "p999 3000", "max 9000");

  @Test
  void dividesTheServersTimeByItsRequests() throws IOException {
    Sample sample = Sample.of(PRINTED, 0.8);

    assertThat(sample.requestsPerSecond()).isEqualTo(100_000);
    assertThat(sample.cpuMicros()).isEqualTo(8, within(1e-9));
    assertThat(sample.p50()).isEqualTo(900.5);
    assertThat(sample.p999()).isEqualTo(3000);
  }

  @Test
  void aNumberThatTheLoadHasNotPrintedIsNamed() {
    assertThatThrownBy(() -> Sample.of(PRINTED.subList(0, 3), 1))
        .isInstanceOf(IOException.class)
        .hasMessage("printed no 'p99'");
  }

  @Test
  void aServerThatAnsweredNothingHasNoCost() throws IOException {
    List<String> printed =
        List.of("requests 0", "seconds 2.0", "p50 0", "p99 0", "p999 0", "max 0");

    assertThat(Sample.of(printed, 1).cpuMicros()).isInfinite();
  }

  @Test
  void aMedianIsThatOfEachNumber() {
    Sample median =
        Sample.median(
            List.of(
                new Sample(7, 100, 1, 20, 300),
                new Sample(90, 10, 2, 10, 100),
                new Sample(8, 90, 3, 30, 200)));

    assertThat(median).isEqualTo(new Sample(8, 90, 2, 20, 200));
  }
}
