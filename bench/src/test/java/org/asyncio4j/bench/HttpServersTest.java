package org.asyncio4j.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.asyncio4j.bench.http.NettyHttp;
import org.asyncio4j.net.NettyTransport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// A server that answered less than the others, or a client that asked less, would look fast.
class HttpServersTest {
  @TempDir private static Path folder;

  private HttpServers servers;

  @BeforeEach
  void peers() throws Exception {
    servers = new HttpServers(Peers.of(Path.of(".")));
  }

  private static RunningServer start(Contender contender) throws Exception {
    assumeTrue(contender.tool().isThere(), contender.tool().missing());
    return RunningServer.start(List.of(), contender.tool(), folder.resolve("log"));
  }

  @TestFactory
  Stream<DynamicTest> everyServerAnswersTextAndJson() throws Exception {
    return servers.servers().stream()
        .map(contender ->
            DynamicTest.dynamicTest(
                contender.title(),
                () -> {
                  try (RunningServer server = start(contender)) {
                    HttpAnswer.PLAINTEXT.check(server.port());
                    HttpAnswer.JSON.check(server.port());
                  }
                }));
  }

  @TestFactory
  Stream<DynamicTest> everyClientAsksAndIsMeasured() throws Exception {
    return servers.clients().stream()
        .map(contender ->
            DynamicTest.dynamicTest(
                contender.title(),
                () -> {
                  try (RunningServer server = start(servers.asked());
                      RunningServer client = start(contender)) {
                    Load load = new ClientLoad("client", server, HttpAnswer.PLAINTEXT, 64);
                    Duration window = Duration.ofMillis(300);
                    Sample sample =
                        load.run(List.of(), client, Duration.ZERO, window, folder.resolve("log"));

                    assertThat(sample.requestsPerSecond()).isPositive();
                    assertThat(sample.cpuMicros()).isPositive();
                  }
                }));
  }

  @Test
  void wrkMeasuresAServer() throws Exception {
    WrkLoad load = new HttpFigures(servers).json();
    assumeTrue(load.wrk().isThere(), load.wrk().missing());
    try (RunningServer server =
        start(Contender.netty("Netty", NettyTransport.NIO, NettyHttp.class))) {
      Sample sample =
          load.run(
              List.of(), server, Duration.ZERO, Duration.ofSeconds(1), folder.resolve("wrk.log"));

      assertThat(sample.requestsPerSecond()).isPositive();
      assertThat(sample.cpuMicros()).isPositive();
      assertThat(sample.p50()).isPositive().isLessThanOrEqualTo(sample.p99());
    }
  }

  @Test
  void everyServerAndClientHasItsOwnTitle() throws Exception {
    assertThat(servers.servers()).extracting(Contender::title).doesNotHaveDuplicates();
    assertThat(servers.clients()).extracting(Contender::title).doesNotHaveDuplicates();
  }
}
