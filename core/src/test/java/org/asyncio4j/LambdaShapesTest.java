package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.failAfter;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.moveOnAfter;
import static org.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static org.asyncio4j.Asyncio.shield;
import static org.asyncio4j.Asyncio.taskGroup;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.timeoutAt;
import static org.asyncio4j.Asyncio.waitFor;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.sync.CapacityLimiter;
import org.asyncio4j.sync.Condition;
import org.asyncio4j.sync.Lock;
import org.asyncio4j.sync.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Lambdas and method references as one writes them: what matters is that each compiles, and that a
/// value that could be there is.
class LambdaShapesTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final List<String> log = new ArrayList<>();

  private int fetch() {
    VirtualTime.yieldNow();
    return 42;
  }

  private void fail() throws IOException {
    throw new IOException("expected");
  }

  private int fetchIn(Object scope) {
    return scope == null ? 0 : fetch();
  }

  private void work() {
    VirtualTime.yieldNow();
    log.add("worked");
  }

  private void workIn(Object scope) {
    log.add(scope.getClass().getSimpleName());
  }

  @Test
  void blockWithAValue() {
    VirtualTime.run(() -> {
      int inTime = timeout(SECOND, scope -> fetchIn(scope));
      int atTime = timeoutAt(null, scope -> fetchIn(scope));
      Integer moved = moveOnAfter(SECOND, scope -> fetchIn(scope));
      int failed = failAfter(SECOND, scope -> fetchIn(scope));
      Integer cancelled = cancelScope(scope -> fetchIn(scope));
      Integer grouped = taskGroup(group -> fetchIn(group));
      Integer only = taskGroup(IOException.class, group -> fetchIn(group));
      assertThat(List.of(inTime, atTime, failed)).containsOnly(42);
      assertThat(Arrays.asList(moved, cancelled, grouped, only)).containsOnly(42);
    });
  }

  @Test
  void blockWithAValueThatIsNotUsed() {
    VirtualTime.run(() -> {
      timeout(SECOND, scope -> fetchIn(scope));
      timeoutAt(null, scope -> log.add("at"));
      moveOnAfter(SECOND, scope -> log.add("moved"));
      failAfter(SECOND, scope -> log.add("failed"));
      cancelScope(scope -> log.add("cancelled"));
      taskGroup(group -> group.createTask(() -> log.add("grouped")));
      assertThat(log).containsExactly("at", "moved", "failed", "cancelled", "grouped");
    });
  }

  @Test
  void blockInBracesWithAValue() {
    VirtualTime.run(() -> {
      int inTime =
          timeout(
              SECOND,
              scope -> {
                return fetchIn(scope);
              });
      Integer grouped =
          taskGroup(group -> {
            return group.createTask(this::fetch).await();
          });
      assertThat(List.of(inTime)).containsOnly(42);
      assertThat(grouped).isEqualTo(42);
    });
  }

  @Test
  void blockInBracesWithoutAValue() {
    VirtualTime.run(() -> {
      timeout(
          SECOND,
          scope -> {
            workIn(scope);
          });
      timeoutAt(
          null,
          scope -> {
            workIn(scope);
          });
      boolean moved =
          moveOnAfter(
              SECOND,
              scope -> {
                workIn(scope);
              });
      failAfter(
          SECOND,
          scope -> {
            workIn(scope);
          });
      boolean cancelled =
          cancelScope(scope -> {
            workIn(scope);
          });
      taskGroup(group -> {
        workIn(group);
      });
      taskGroup(
          IOException.class,
          group -> {
            workIn(group);
          });
      assertThat(moved && cancelled).isTrue();
      assertThat(log)
          .containsExactly(
              "Timeout",
              "Timeout",
              "CancelScope",
              "CancelScope",
              "CancelScope",
              "TaskGroup",
              "TaskGroup");
    });
  }

  @Test
  void parameterWithATypeNeedsNoBraces() {
    VirtualTime.run(() -> {
      timeout(SECOND, (Timeout scope) -> workIn(scope));
      taskGroup((TaskGroup group) -> workIn(group));
      int value = timeout(SECOND, (Timeout scope) -> fetchIn(scope));
      assertThat(value).isEqualTo(42);
      assertThat(log).containsExactly("Timeout", "TaskGroup");
    });
  }

  @Test
  void methodReferences() {
    VirtualTime.run(() -> {
      int inTime = timeout(SECOND, this::fetchIn);
      int without = timeout(SECOND, this::fetch);
      Integer grouped = taskGroup(this::fetchIn);
      Integer moved = moveOnAfter(SECOND, this::fetchIn);
      timeout(SECOND, this::workIn);
      timeout(SECOND, this::work);
      taskGroup(this::workIn);
      boolean ended = moveOnAfter(SECOND, this::work);
      failAfter(SECOND, this::work);
      assertThat(Arrays.asList(inTime, without, grouped, moved)).containsOnly(42);
      assertThat(ended).isTrue();
      assertThat(log).containsExactly("Timeout", "worked", "TaskGroup", "worked", "worked");
    });
  }

  @Test
  void blockThatNeedsNoScope() {
    VirtualTime.run(() -> {
      int inTime = timeout(SECOND, () -> fetch());
      Integer moved = moveOnAfter(SECOND, () -> fetch());
      int failed = failAfter(SECOND, () -> fetch());
      timeout(SECOND, () -> work());
      boolean ended = moveOnAfter(SECOND, () -> work());
      boolean cutOff = !moveOnAfter(SECOND, () -> VirtualTime.sleep(2));
      failAfter(SECOND, () -> work());
      assertThat(Arrays.asList(inTime, moved, failed)).containsOnly(42);
      assertThat(ended && cutOff).isTrue();
      assertThat(log).hasSize(3);
    });
  }

  @Test
  void awaitablesUnderATimeLimit() {
    VirtualTime.run(() -> {
      Task<Integer> task = createTask(this::fetch);
      Coroutine<Integer> coroutine = Asyncio.async(this::fetch);
      int first = timeout(SECOND, task);
      int second = failAfter(SECOND, coroutine);
      assertThat(List.of(first, second)).containsOnly(42);
    });
  }

  @Test
  void bodiesWithoutAValue() throws Exception {
    VirtualTime.run(() -> {
      shield(() -> work());
      shield(this::work);
      waitFor(() -> work(), SECOND);
      waitFor(this::work, SECOND);
      gather(() -> work(), () -> work());
      gather(this::work, this::work, () -> log.add("added"));
      assertThat(log).hasSize(9);
    });
    try (BlockingPortal portal = BlockingPortal.start()) {
      CompletableFuture<@Nullable Void> done =
          runCoroutineThreadsafe(() -> work(), portal.call(Asyncio::getRunningLoop));
      assertThat(done.get()).isNull();
    }
    assertThat(log).hasSize(10);
  }

  @Test
  void bodiesThatAreAwaitedOrRunElsewhere() {
    VirtualTime.run(() -> {
      Asyncio.await(() -> work());
      Asyncio.await(this::work, IOException.class);
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> Asyncio.await(this::fail, IOException.class))
          .withMessage("expected");
      taskGroup(group -> {
        group.createTask(() -> work(), TaskOptions.DEFAULT.withName("named"));
      });
      assertThat(log).hasSize(3);
    });
    Asyncio.run(() -> {
      EventLoop loop = Asyncio.getRunningLoop();
      loop.runInExecutor(null, () -> Thread.currentThread().setName("renamed")).await();
      assertThatExceptionOfType(CompletionException.class)
          .isThrownBy(() -> loop.runInExecutor(null, this::fail).await())
          .withMessageContaining("expected");
    });
    try (Runner runner = Runner.create()) {
      runner.run(() -> work(), new Context());
    }
    assertThat(log).hasSize(4);
  }

  @Test
  void bodiesWithAValueStillHaveIt() {
    VirtualTime.run(() -> {
      int shielded = shield(() -> fetch());
      int waited = waitFor(this::fetch, SECOND);
      List<Integer> values = gather(() -> fetch(), this::fetch);
      assertThat(List.of(shielded, waited)).containsOnly(42);
      assertThat(values).containsExactly(42, 42);
    });
  }

  @Test
  void limitsOfBodiesWithoutAValueExpire() {
    VirtualTime.run(() -> {
      List<Awaitable.Action> limited =
          List.of(
              () -> waitFor(() -> VirtualTime.sleep(2), SECOND),
              () -> timeout(SECOND, () -> VirtualTime.sleep(2)),
              () -> failAfter(SECOND, () -> VirtualTime.sleep(2)),
              () ->
                  timeoutAt(
                      0L,
                      scope -> {
                        VirtualTime.sleep(2);
                      }));
      for (Awaitable.Action action : limited) {
        try {
          action.run();
        } catch (TimeoutException e) {
          log.add("expired");
        }
      }
      assertThat(log).hasSize(4);
    });
  }

  @Test
  void sameBodyWithoutAValueTwiceRunsOnce() {
    VirtualTime.run(() -> {
      Awaitable.Action body = this::work;
      gather(body, body);
      assertThat(log).containsExactly("worked");
    });
  }

  /// Those take anything awaitable, or what a task factory was given, rather than a body.
  private static final Set<String> FOR_ANY = Set.of("ensureFuture", "newTask");

  /// Whatever takes a body with a value takes one without.
  @Test
  void everyBodyMayBeWithoutAValue() {
    Set<String> missing = new TreeSet<>();
    for (Class<?> type :
        List.of(
            Asyncio.class,
            BlockingPortal.class,
            EventLoop.class,
            Runner.class,
            TaskGroup.class,
            Lock.class,
            Condition.class,
            Semaphore.class,
            CapacityLimiter.class)) {
      Method[] methods = type.getMethods();
      for (Method method : methods) {
        if (hasBody(method)
            && !FOR_ANY.contains(method.getName())
            && Arrays.stream(methods).noneMatch(other -> isValueless(other, method))) {
          missing.add(type.getSimpleName() + "." + method.toGenericString());
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  private static boolean hasBody(Method method) {
    return Modifier.isPublic(method.getModifiers())
        && Arrays.stream(method.getParameterTypes()).anyMatch(LambdaShapesTest::isBody);
  }

  private static boolean isBody(Class<?> type) {
    return type == Awaitable.class || type == Callable.class || type.getSimpleName().equals("Body");
  }

  private static boolean isValueless(Method other, Method method) {
    Class<?>[] theirs = other.getParameterTypes();
    Class<?>[] mine = method.getParameterTypes();
    if (!other.getName().equals(method.getName()) || theirs.length != mine.length) {
      return false;
    }
    for (int i = 0; i < mine.length; i++) {
      boolean matches =
          isBody(mine[i]) ? theirs[i].getSimpleName().equals("Action") : theirs[i] == mine[i];
      if (!matches) {
        return false;
      }
    }
    return true;
  }
}
