package org.asyncio4j.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MedianTest {
  @Test
  void ignoresOneSlowIteration() {
    assertThat(Median.of(List.of(900.0, 100.0, 101.0), cost -> cost)).isEqualTo(101);
  }

  @Test
  void ofAnEvenNumberIsInTheMiddle() {
    assertThat(Median.of(List.of(100.0, 200.0), cost -> cost)).isEqualTo(150);
  }
}
