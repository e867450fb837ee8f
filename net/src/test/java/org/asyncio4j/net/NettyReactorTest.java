package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.LoopOptions;
import org.asyncio4j.spi.Reactor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class NettyReactorTest {
  @Test
  void aLoopOnThePathTakesTheBestTransport() {
    Asyncio.run(() -> {
      NettyTransport best = NettyTransport.AUTO.choose(Asyncio.getRunningLoop());
      assertThat(best).isNotEqualTo(NettyTransport.AUTO);
      assertThat(best.isAvailable()).isTrue();
      assertThat(NettyTransport.current()).isEqualTo(best);
    });
  }

  @OnEachTransport
  void aLoopCanBeGivenATransport(NettyTransport transport) {
    Loopback.run(transport, () -> assertThat(NettyTransport.current()).isEqualTo(transport));
  }

  @Test
  void anUnknownTransportIsRefusedWithTheNamesThatAreKnown() {
    assertThat(NettyTransport.of("io_uring")).isEqualTo(NettyTransport.IO_URING);
    assertThatThrownBy(() -> NettyTransport.of("kqueue"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'kqueue'")
        .hasMessageContaining("auto, io_uring, epoll, nio");
  }

  @Test
  void aTransportThatIsNotPossibleIsRefusedWithTheReason() {
    assertThat(NettyTransport.IO_URING.notPossible(new IOException("the kernel forbids it")))
        .hasMessageContaining("io_uring is not possible here: the kernel forbids it")
        .hasMessageContaining("Use auto");
  }

  @Test
  void aLoopWithAnotherReactorSaysSo() {
    LoopOptions options =
        LoopOptions.defaults()
            .withReactor(_ ->
                new Reactor() {
                  @Override
                  public void poll(long timeoutNanos) {}

                  @Override
                  public void wakeup() {}
                });
    assertThatThrownBy(
            () -> Asyncio.run(options, () -> Streams.openConnection(Loopback.HOST, 1).close()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("another reactor");
  }

  @OnEachTransport
  void timersAreOnTimeWithoutConnections(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          long start = System.nanoTime();
          Asyncio.sleep(Duration.ofMillis(30));
          assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30_000_000);
        });
  }

  @OnEachTransport
  void aTimerThatIsSetAtTheBeginningOfAPollIsOnTime(NettyTransport transport) {
    Loopback.withPair(
        transport,
        _ -> {
          NettyReactor reactor = NettyReactor.of(Asyncio.getRunningLoop());
          Future<@Nullable Void> fired = reactor.loop.createFuture();
          reactor.execute(() ->
              reactor.executor.schedule(() -> fired.setResult(null), 1, TimeUnit.MILLISECONDS));
          fired.await();
        });
  }

  @OnEachTransport
  void otherThreadsWakeALoopThatWaits(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          EventLoop loop = Asyncio.getRunningLoop();
          for (int round = 0; round < 500; round++) {
            Future<Integer> answer = loop.createFuture();
            int value = round;
            CompletableFuture<Void> sender =
                CompletableFuture.runAsync(
                    () -> loop.callSoonThreadsafe(() -> answer.setResult(value)));
            assertThat(answer.await()).isEqualTo(round);
            sender.join();
          }
        });
  }

  @OnEachTransport
  void connectionsOutliveARunAndWorkInTheNext(NettyTransport transport) {
    try (EventLoop loop = EventLoop.create(Loopback.options(transport))) {
      AtomicReference<Server> server = new AtomicReference<>();
      AtomicReference<Connection> client = new AtomicReference<>();
      loop.runUntilComplete(() -> {
        server.set(
            Streams.startServer(
                (reader, writer) -> {
                  for (byte[] line : reader.lines()) {
                    writer.write(line);
                  }
                },
                Loopback.HOST,
                0));
        client.set(Streams.openConnection(Loopback.HOST, server.get().port()));
      });
      for (int run = 0; run < 3; run++) {
        loop.runUntilComplete(() -> {
          client.get().writer().write("again\n");
          assertThat(client.get().reader().readLine(US_ASCII)).isEqualTo("again\n");
        });
      }
      loop.runUntilComplete(() -> {
        client.get().close();
        server.get().shutdown(Duration.ofSeconds(5));
      });
    }
  }

  @OnEachTransport
  void closingALoopGivesBackAllDescriptors(NettyTransport transport) throws Exception {
    Loopback.run(transport, () -> Asyncio.sleep(Duration.ZERO)); // what is opened once, is
    long before = Loopback.pollers();
    AtomicReference<Connection> left = new AtomicReference<>();
    for (int round = 0; round < 20; round++) {
      try (EventLoop loop = EventLoop.create(Loopback.options(transport))) {
        loop.setExceptionHandler((_, _) -> {}); // of the handler that is left behind
        loop.runUntilComplete(() -> {
          Server server = Streams.startServer((reader, _) -> reader.read(), Loopback.HOST, 0);
          left.set(Streams.openConnection(Loopback.HOST, server.port()));
        });
      }
      left.get().close();
    }
    while (Loopback.pollers() > before) { // bounded by the time limit of the test
      Thread.onSpinWait();
    }
    assertThat(Loopback.pollers()).isLessThanOrEqualTo(before);
  }

  @OnEachTransport
  void aWakeupBeforeThePollEndsIt(NettyTransport transport) {
    AtomicReference<Reactor> reactor = new AtomicReference<>();
    LoopOptions options =
        LoopOptions.defaults()
            .withReactor(loop -> {
              reactor.set(NettyReactorFactory.of(transport).open(loop));
              return reactor.get();
            });
    try (EventLoop _ = EventLoop.create(options)) {
      long start = System.nanoTime();
      reactor.get().wakeup();
      reactor.get().poll(Duration.ofSeconds(10).toNanos());
      assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(5).toNanos());
    }
  }

  @OnEachTransport
  void aWakeupDuringAndAfterCloseDoesNothing(NettyTransport transport) throws Exception {
    for (int round = 0; round < 20; round++) {
      AtomicReference<Reactor> reactor = new AtomicReference<>();
      EventLoop loop =
          EventLoop.create(
              LoopOptions.defaults()
                  .withReactor(of -> {
                    reactor.set(NettyReactorFactory.of(transport).open(of));
                    return reactor.get();
                  }));
      loop.runUntilComplete(() -> Asyncio.sleep(Duration.ZERO));
      CompletableFuture<Void> waking =
          CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 200; i++) {
              reactor.get().wakeup();
            }
          });
      loop.close();
      waking.get();
      reactor.get().wakeup();
    }
  }

  @OnEachTransport
  void onlyOpenConnectionsAreExpectedToBringEvents(NettyTransport transport) {
    AtomicReference<Reactor> reactor = new AtomicReference<>();
    LoopOptions options =
        LoopOptions.defaults()
            .withReactor(loop -> {
              reactor.set(NettyReactorFactory.of(transport).open(loop));
              return reactor.get();
            });
    Asyncio.run(
        options,
        () -> {
          assertThat(reactor.get().expectsEvents()).isFalse();
          Server server = Streams.startServer((_, _) -> {}, Loopback.HOST, 0);
          assertThat(reactor.get().expectsEvents()).isTrue();
          server.close();
          server.waitClosed();
          assertThat(reactor.get().expectsEvents()).isFalse();
        });
  }
}
