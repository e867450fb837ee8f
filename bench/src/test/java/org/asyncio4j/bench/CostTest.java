package org.asyncio4j.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CostTest {
  @Test
  void costsTheSmallerOfWallAndCpuTime() {
    assertThat(new Cost(300, 100).nanos()).isEqualTo(100);
    assertThat(new Cost(100, 300).nanos()).isEqualTo(100);
  }
}
