package org.asyncio4j.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;

import java.time.Duration;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// What the Javadoc of this package quotes.
class PoolExamples {
  static long fib(int n) {
    return n < 2 ? n : fib(n - 1) + fib(n - 2);
  }

  @Test
  void pool() {
    // @start region="pool"
    try (var pool = ProcessPoolExecutor.create(4)) {
      run(() -> {
        var heartbeat =
            createTask(() -> {
              while (true) {
                sleep(Duration.ofMillis(100)); // goes on meanwhile
              }
            });
        long fib = getRunningLoop().runInExecutor(pool, RemoteCallable.of(() -> fib(27))).await();
        heartbeat.cancel();
        assertThat(fib).isEqualTo(196418);
      });
    }
    // @end
  }

  @Test
  void callable() throws Exception {
    try (var pool = ProcessPoolExecutor.create(1)) {
      // @start region="callable"
      int n = 20;
      var fib = pool.submit(() -> fib(n)); // a CompletableFuture
      // @end
      assertThat(fib.get()).isEqualTo(6765);
    }
  }

  static String readSomething() {
    return "something";
  }

  @Test
  void kinds() {
    // @start region="kinds"
    try (var threads = Executors.newFixedThreadPool(4);
        var processes = ProcessPoolExecutor.create(4)) {
      run(() -> {
        var loop = getRunningLoop();
        var text = loop.runInExecutor(null, () -> readSomething()); // a thread of its own
        var more = loop.runInExecutor(threads, () -> readSomething());
        var fib = loop.runInExecutor(processes, RemoteCallable.of(() -> fib(27)));
        assertThat(text.await() + more.await() + fib.await()).endsWith("196418");
      });
    }
    // @end
  }
}
