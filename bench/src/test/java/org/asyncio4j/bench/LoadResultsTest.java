package org.asyncio4j.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.bench.Target.ratioAtMost;
import static org.asyncio4j.net.NettyTransport.EPOLL;
import static org.asyncio4j.net.NettyTransport.IO_URING;
import static org.asyncio4j.net.NettyTransport.NIO;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.asyncio4j.net.NettyTransport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LoadResultsTest {
  private static final Tool THERE = Tool.of(List.of("server"));

  private static final Contender OURS_URING =
      contender("ours", IO_URING, Tool.missing("forbidden"));
  private static final Contender OURS_EPOLL = contender("ours", EPOLL, THERE);
  private static final Contender OURS_NIO = contender("ours", NIO, THERE);
  private static final Contender NETTY_EPOLL = contender("Netty", EPOLL, THERE);
  private static final Contender NETTY_NIO = contender("Netty", NIO, THERE);
  private static final Contender GO = contender("Go", null, THERE);

  private static final List<Versus> LINES =
      List.of(
          Versus.always("Netty", ratioAtMost(1.1)),
          Versus.always("Go", ratioAtMost(0.95)),
          Versus.unhurried("Go"));

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final Report report = new Report(new PrintStream(printed, true, StandardCharsets.UTF_8));
  private final Map<Contender, Sample> found =
      new HashMap<>(
          Map.of(
              OURS_EPOLL, sample(7),
              OURS_NIO, sample(6),
              NETTY_EPOLL, sample(5),
              NETTY_NIO, sample(6),
              GO, sample(8)));

  private static Contender contender(String family, @Nullable NettyTransport transport, Tool tool) {
    return new Contender(family, transport, tool, false);
  }

  private static Sample sample(double cpuMicros) {
    return new Sample(cpuMicros, 1_000, 10, 20, 30);
  }

  private List<String> print(boolean thorough, Contender... contenders) {
    new LoadResults(new EchoLoad(THERE, "echo", 1, 1, 1), "ours", List.of(contenders), found)
        .print(LINES, thorough, report);
    return printed.toString(StandardCharsets.UTF_8).lines().skip(1).toList();
  }

  @Test
  void theBestTransportStandsBesideThePeerOnTheSame() {
    assertThat(print(false, OURS_URING, OURS_EPOLL, OURS_NIO, NETTY_EPOLL, NETTY_NIO, GO))
        .containsExactly(
            "echo (nio) vs Netty | 6.00 us | 6.00 us Netty nio | 1.00x | <= 1.10x | ok",
            "echo (nio) vs Go | 6.00 us | 8.00 us Go | 0.75x | <= 0.95x | ok");
  }

  @Test
  void aThoroughRunAlsoPrintsTheOthersAndATable() {
    assertThat(print(true, OURS_URING, OURS_EPOLL, OURS_NIO, NETTY_EPOLL, NETTY_NIO, GO))
        .contains(
            "echo (epoll) vs Netty | 7.00 us | 5.00 us Netty epoll | 1.40x | - | ok",
            "server | CPU us a request | requests/s | p50 us | p99 us | p99.9 us",
            "ours io_uring | forbidden",
            "Go | 8.00 | 1,000 | 10 | 20 | 30");
    assertThat(report.anyShort()).isFalse();
  }

  @Test
  void aPeerThatIsNotInstalledIsNamed() {
    Contender noGo = contender("Go", null, Tool.missing("no go on the PATH"));

    assertThat(print(false, OURS_NIO, NETTY_NIO, noGo))
        .contains("echo (nio) vs Go | 6.00 us | no go on the PATH | - | <= 0.95x | ok");
    assertThat(report.anyShort()).isFalse();
  }

  @Test
  void aPeerThatFailedIsShort() {
    found.remove(GO);

    assertThat(print(false, OURS_NIO, NETTY_NIO, GO))
        .contains("echo (nio) vs Go | 6.00 us | failed Go | - | <= 0.95x | SHORT");
  }

  @Test
  void whereOursIsNotThereNothingIsCompared() {
    assertThat(print(false, OURS_URING, GO)).containsExactly("echo: forbidden");
    assertThat(report.anyShort()).isFalse();
  }
}
