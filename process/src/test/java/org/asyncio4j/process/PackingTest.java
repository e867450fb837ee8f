package org.asyncio4j.process;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.asyncio4j.Asyncio.getRunningLoop;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorCompletionService;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What cannot be sent is refused where it is submitted, and the message says what to do.
class PackingTest {
  private static ProcessPoolExecutor pool;
  private int field = 1;

  @BeforeAll
  static void open() {
    pool = ProcessPoolExecutor.create(1);
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  @Test
  void aPlainLambda() {
    Callable<Integer> plain = () -> 1;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pool.submit(plain))
        .withMessageContaining("a plain lambda, as of " + PackingTest.class.getName())
        .withMessageContaining("RemoteCallable.of(() -> ...)");
    Runnable action = () -> {};
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pool.execute(action))
        .withMessageContaining("a plain lambda");
  }

  @Test
  void aPlainLambdaOfRunInExecutor() {
    Asyncio.run(() -> {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> getRunningLoop().runInExecutor(pool, () -> 1))
          .withMessageContaining("RemoteCallable.of(() -> ...)");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> getRunningLoop().runInExecutor(pool, () -> System.out.flush()))
          .withMessageContaining("RemoteCallable.of(() -> ...)");
    });
  }

  @Test
  void aClassThatIsNotSerialisable() {
    class Plain implements Callable<Integer> {
      @Override
      public Integer call() {
        return 1;
      }
    }
    Callable<Integer> plain = new Plain();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pool.submit(plain))
        .withMessageContaining(Plain.class.getName())
        .withMessageContaining("give a RemoteCallable");
  }

  @Test
  void aCapturedValue() {
    int number = 1;
    Thread thread = Thread.currentThread();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pool.submit(() -> number + thread.getName()))
        .withMessageContaining("has a java.lang.Thread in it")
        .withMessageContaining("as value 2 of 2");
  }

  @Test
  void aCapturedThis() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pool.submit(() -> field + 1))
        .withMessageContaining("uses `this`: make static");
  }

  @Test
  void somethingDeepInACapturedValue() {
    Object[] deep = {new Object[] {Thread.currentThread()}};
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pool.submit(() -> deep.length))
        .withMessageContaining("java.lang.Thread")
        .withMessageContaining("make its class Serializable");
  }

  @Test
  void aTaskThatIsTooLong() {
    byte[] bytes = new byte[64 * 1024];
    try (var small =
        ProcessPoolExecutor.create(ProcessPoolOptions.DEFAULT.withMaxMessage(64 * 1024))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> small.submit(() -> bytes.length))
          .withMessageContaining("more than the limit of 65536")
          .withMessageContaining("withMaxMessage");
    }
  }

  @Test
  void whatTheJdkWrapsAroundWork() {
    RemoteCallable<Integer> work = () -> 1;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ExecutorCompletionService<Integer>(pool).submit(work));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CompletableFuture.supplyAsync(() -> 1, pool));
  }

  @Test
  void anInitializer() {
    Thread thread = Thread.currentThread();
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            ProcessPoolExecutor.create(
                ProcessPoolOptions.DEFAULT.withInitializer(() -> thread.interrupt())))
        .withMessageContaining("java.lang.Thread");
  }
}
