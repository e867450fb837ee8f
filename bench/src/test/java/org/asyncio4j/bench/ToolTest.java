package org.asyncio4j.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ToolTest {
  @Test
  void aProgramIsFoundOnThePath() {
    assertThat(Tool.onPath("sh").command().getFirst()).endsWith("/sh");
  }

  @Test
  void oneThatIsNotThereSaysSo() {
    Tool none = Tool.onPath("no-such-program");

    assertThat(none.isThere()).isFalse();
    assertThat(none.missing()).isEqualTo("no no-such-program on the PATH");
    assertThat(none.with("argument").missing()).isEqualTo(none.missing());
  }
}
