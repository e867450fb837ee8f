package org.asyncio4j.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.bench.Comparison.always;
import static org.asyncio4j.bench.Lane.CONFINED;
import static org.asyncio4j.bench.Lane.CPYTHON;
import static org.asyncio4j.bench.Lane.KOTLINX;
import static org.asyncio4j.bench.Measure.NANOS;
import static org.asyncio4j.bench.Target.atLeast;
import static org.asyncio4j.bench.Target.atMost;
import static org.asyncio4j.bench.Target.belowPeer;
import static org.asyncio4j.bench.Target.ratioAtMost;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final Report report = new Report(new PrintStream(printed, true, StandardCharsets.UTF_8));

  @Test
  void startsWithTheNamesOfTheColumns() {
    assertThat(lastLine()).isEqualTo("figure | ours | peer | ratio | target | ok or SHORT");
  }

  @Test
  void aFigureWithoutTargetIsOk() {
    print(Target.NONE, 900, 300);

    assertThat(lastLine()).isEqualTo("create | 900 ns | 300 ns kotlinx | 3.00x | - | ok");
    assertThat(report.anyShort()).isFalse();
  }

  @Test
  void aFigureAtItsLimitIsOk() {
    print(ratioAtMost(2), 6, 3);
    print(atMost(600, NANOS), 600, 3);
    print(atLeast(1_000_000, Measure.TASKS), 1_000_000, 3);

    assertThat(report.anyShort()).isFalse();
  }

  @Test
  void aFigureBeyondItsLimitIsShort() {
    print(atMost(600, NANOS), 601, 300);

    assertThat(lastLine())
        .isEqualTo("create | 601 ns | 300 ns kotlinx | 2.00x | <= 600 ns | SHORT");
    assertThat(report.anyShort()).isTrue();
  }

  @Test
  void aRatioBeyondItsLimitIsShort() {
    print(ratioAtMost(2), 2.02, 1);

    assertThat(lastLine()).isEqualTo("create | 2.0 ns | 1.0 ns kotlinx | 2.02x | <= 2.00x | SHORT");
  }

  @Test
  void asFastAsThePeerIsNotFaster() {
    print(belowPeer(), 300, 300);

    assertThat(lastLine()).endsWith("| 1.00x | < 1.00x | SHORT");
  }

  @Test
  void oneShortFigureIsRememberedAfterOthers() {
    print(belowPeer(), 300, 300);
    print(belowPeer(), 299, 300);

    assertThat(lastLine()).endsWith("ok");
    assertThat(report.anyShort()).isTrue();
  }

  @Test
  void aLaneThatFailedIsShortEvenWithoutTarget() {
    report.print(always("create", CONFINED, KOTLINX, Target.NONE), NANOS, Map.of(KOTLINX, 300.0));

    assertThat(lastLine()).isEqualTo("create | failed | 300 ns kotlinx | - | - | SHORT");
    assertThat(report.anyShort()).isTrue();
  }

  @Test
  void aPeerThatIsNotOnThisMachineIsNobodysFault() {
    Comparison line = always("queue", CONFINED, CPYTHON, ratioAtMost(0.2));

    report.withoutPeer(line, NANOS, Map.of(CONFINED, 14.0), "no python3 on the PATH");
    assertThat(lastLine()).isEqualTo("queue | 14 ns | no python3 on the PATH | - | <= 0.20x | ok");
    assertThat(report.anyShort()).isFalse();

    report.withoutPeer(line, NANOS, Map.of(), "no python3 on the PATH");
    assertThat(lastLine()).startsWith("queue | failed |").endsWith("| SHORT");
    assertThat(report.anyShort()).isTrue();
  }

  @Test
  void oneProgramThatDisagreesIsShort() {
    print(Target.all(), 5_000, 5_000);
    assertThat(report.anyShort()).isFalse();

    print(Target.all(), 4_999, 5_000);
    assertThat(lastLine()).endsWith("| all | SHORT");
  }

  @Test
  void aLaneCanBeCalledByAnotherName() {
    report.name(KOTLINX, "kotlinx 1.11");
    print(Target.NONE, 900, 300);

    assertThat(lastLine()).contains("300 ns kotlinx 1.11 |");
  }

  private void print(Target target, double ours, double peer) {
    report.print(
        always("create", CONFINED, KOTLINX, target), NANOS, Map.of(CONFINED, ours, KOTLINX, peer));
  }

  private String lastLine() {
    return printed.toString(StandardCharsets.UTF_8).lines().toList().getLast();
  }
}
