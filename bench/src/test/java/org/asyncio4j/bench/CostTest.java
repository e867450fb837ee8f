package org.asyncio4j.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CostTest {
  @Test
  void costsTheSmallerOfWallAndCpuTime() {
    assertThat(new Cost(300, 100).nanos()).isEqualTo(100);
    assertThat(new Cost(100, 300).nanos()).isEqualTo(100);
  }

  @Test
  void theMedianIgnoresOneSlowIteration() {
    List<Cost> costs = List.of(new Cost(900, 900), new Cost(100, 100), new Cost(101, 101));

    assertThat(Cost.median(costs, Cost::nanos)).isEqualTo(101);
  }

  @Test
  void theMedianOfAnEvenNumberIsInTheMiddle() {
    List<Cost> costs = List.of(new Cost(100, 100), new Cost(200, 200));

    assertThat(Cost.median(costs, Cost::nanos)).isEqualTo(150);
  }
}
