package org.asyncio4j.debug;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WaitDetailTest {
  @ParameterizedTest
  @CsvSource({
    "999_998_000, 1_000_000_000", // a little had passed of 1 s
    "2_994_000_000, 3_000_000_000",
    "995_000_000, 995_000_000", // too far from a round one
    "1_234_567, 1_235_000",
    "9_999, 10_000",
    "1_500_000_000, 1_500_000_000",
    "1, 1",
    "0, 0",
  })
  void aSleepIsNamedByTheRoundNumberThatWasMeant(String rest, String meant) {
    long detail = WaitDetail.of(WaitDetail.SLEEP, number(rest));
    assertThat(WaitDetail.sleep(detail)).isEqualTo(number(meant));
  }

  private static long number(String text) {
    return Long.parseLong(text.replace("_", ""));
  }
}
