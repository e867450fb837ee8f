package org.asyncio4j.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcStatTest {
  private static final String REST =
      " S 1 1 1 0 -1 4194560 900 800 7 6 150 25 3 2 20 0 11 0 5 6 7\n";

  @Test
  void addsUserAndSystemTime() throws IOException {
    assertThat(ProcStat.cpuIn("17 (java)" + REST)).isEqualTo(Duration.ofMillis(1_750));
  }

  @Test
  void aNameMayHoldAnything() throws IOException {
    assertThat(ProcStat.cpuIn("17 (a) b (1 2) R 3)" + REST)).isEqualTo(Duration.ofMillis(1_750));
  }

  @Test
  void whatLinuxDoesNotWriteIsNamed() {
    for (String line : new String[] {"", "17 (java) S 1 2", "17 java" + REST}) {
      assertThatThrownBy(() -> ProcStat.cpuIn(line))
          .isInstanceOf(IOException.class)
          .hasMessage("no line of a /proc/PID/stat: '" + line.strip() + "'");
    }
    assertThatThrownBy(() -> ProcStat.cpuIn("17 (java)" + REST.replace("150", "many")))
        .hasMessageContaining("no line of a /proc/PID/stat");
  }

  @Test
  void knowsThisProcess() throws IOException {
    assertThat(ProcStat.cpu(ProcessHandle.current().pid())).isPositive();
  }

  @Test
  void aProcessThatHasEndedIsNamed() {
    assertThatThrownBy(() -> ProcStat.cpu(Integer.MAX_VALUE))
        .isInstanceOf(IOException.class)
        .hasMessage("process 2147483647 has ended");
  }
}
