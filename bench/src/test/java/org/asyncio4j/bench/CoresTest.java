package org.asyncio4j.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class CoresTest {
  @Test
  void areListedSinglyAndInRanges() throws IOException {
    assertThat(Cores.parse("0")).containsExactly(0);
    assertThat(Cores.parse("0-2,5")).containsExactly(0, 1, 2, 5);
  }

  @Test
  void whatIsNoListIsNamed() {
    assertThatThrownBy(() -> Cores.parse("0-x"))
        .isInstanceOf(IOException.class)
        .hasMessage("no list of cores: '0-x'");
  }

  @Test
  void ofThisMachineAreFound() throws IOException {
    assertThat(Cores.find().text()).contains("server");
  }
}
