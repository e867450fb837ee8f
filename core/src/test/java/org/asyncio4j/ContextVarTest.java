package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.copyContext;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class ContextVarTest {
  private final ContextVar<String> var = ContextVar.create("var");

  @Test
  void withoutValueAndDefaultThrows() {
    assertThatThrownBy(var::get)
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("'var'");
  }

  /// test_context::test_context_get_context_1
  @Test
  void fallbackWinsOverTheDefaultAndLosesAgainstAValue() {
    ContextVar<String> withDefault = ContextVar.create("withDefault", "default");
    assertThat(withDefault.get()).isEqualTo("default");
    assertThat(withDefault.get("fallback")).isEqualTo("fallback");
    assertThat(var.get("fallback")).isEqualTo("fallback");
    new Context()
        .run(() -> {
          withDefault.set("value");
          assertThat(withDefault.get()).isEqualTo("value");
          assertThat(withDefault.get("fallback")).isEqualTo("value");
        });
  }

  @Test
  void toStringTellsItsName() {
    assertThat(var).hasToString("<ContextVar name='var'>");
    assertThat(var.name()).isEqualTo("var");
  }

  /// test_context::test_context_var_reset
  @Test
  void resetPutsBackWhatWasThere() {
    new Context()
        .run(() -> {
          ContextVar.Token<String> first = var.set("one");
          ContextVar.Token<String> second = var.set("two");
          assertThat(first.var()).isSameAs(var);
          assertThat(first.oldValue()).isNull();
          assertThat(second.oldValue()).isEqualTo("one");
          var.reset(second);
          assertThat(var.get()).isEqualTo("one");
          var.reset(first);
          assertThat(var.get("unset")).isEqualTo("unset");
        });
  }

  /// test_context::test_context_isinstance, test_context_reset_2
  @Test
  void resetTakesATokenOnce() {
    new Context()
        .run(() -> {
          ContextVar.Token<String> token = var.set("one");
          var.reset(token);
          assertThatThrownBy(() -> var.reset(token))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("used before");
        });
  }

  @Test
  void resetRefusesTheTokenOfAnotherVariable() {
    ContextVar<String> other = ContextVar.create("other");
    new Context()
        .run(() -> {
          ContextVar.Token<String> token = other.set("one");
          assertThatThrownBy(() -> var.reset(token))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("'other'");
          assertThat(other.get()).isEqualTo("one");
        });
  }

  @Test
  void resetRefusesTheTokenOfAnotherContext() {
    VirtualTime.run(() -> {
      ContextVar.Token<String> token = var.set("one");
      Task<?> other =
          createTask(() -> {
            assertThatThrownBy(() -> var.reset(token))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("another context");
          });
      other.await();
      assertThat(var.get()).isEqualTo("one");
      var.reset(token);
    });
  }

  /// test_tasks::test_context_1
  @Test
  void taskSeesNothingSetAfterItsCreation() {
    VirtualTime.run(() -> {
      var.set("before");
      Task<String> task =
          createTask(() -> {
            sleep(1);
            String seen = var.get();
            var.set("task's");
            return seen;
          });
      var.set("after");
      assertThat(task.await()).isEqualTo("before");
      assertThat(var.get()).isEqualTo("after");
    });
  }

  /// test_tasks::test_context_3
  @Test
  void everyTaskHasItsOwnValue() {
    VirtualTime.run(() -> {
      List<Task<Integer>> tasks = new ArrayList<>();
      ContextVar<Integer> number = ContextVar.create("number");
      for (int i = 0; i < 100; i++) {
        int mine = i;
        tasks.add(
            createTask(() -> {
              number.set(mine);
              for (int round = 0; round < 10; round++) {
                yieldNow();
                assertThat(number.get()).isEqualTo(mine);
              }
              return number.get();
            }));
      }
      for (int i = 0; i < 100; i++) {
        assertThat(tasks.get(i).await()).isEqualTo(i);
      }
      assertThat(number.get(-1)).isEqualTo(-1);
    });
  }

  @Test
  void coroutineSharesTheContextOfItsAwaiter() {
    VirtualTime.run(() -> {
      Asyncio.async(() -> var.set("coroutine's")).await();
      assertThat(var.get()).isEqualTo("coroutine's");
    });
  }

  /// test_tasks::test_context_4
  @Test
  void taskRunsInTheContextGiven() {
    VirtualTime.run(() -> {
      Context context = new Context();
      Task<?> task = createTask(() -> var.set("task's"), TaskOptions.DEFAULT.withContext(context));
      assertThat(task.getContext()).isSameAs(context);
      task.await();
      assertThat(context.get(var)).isEqualTo("task's");
      assertThat(var.get("unset")).isEqualTo("unset");
    });
  }

  @Test
  void twoTasksMayShareOneContext() {
    VirtualTime.run(() -> {
      TaskOptions shared = TaskOptions.DEFAULT.withContext(new Context());
      Task<?> writer =
          createTask(
              () -> {
                yieldNow();
                return var.set("writer's");
              },
              shared);
      Task<String> reader =
          createTask(
              () -> {
                writer.await();
                return var.get();
              },
              shared);
      assertThat(reader.await()).isEqualTo("writer's");
    });
  }

  /// test_tasks::test_get_context
  @Test
  void contextOfATaskIsACopyOfItsCreators() {
    VirtualTime.run(() -> {
      var.set("before");
      Task<?> task = createTask(() -> var.set("task's"));
      assertThat(task.getContext().get(var)).isEqualTo("before");
      task.await();
      assertThat(task.getContext().get(var)).isEqualTo("task's");
    });
  }

  @Test
  void callbacksRunInACopyOfTheContextOfTheirCreation() {
    VirtualTime.run(() -> {
      List<String> seen = new ArrayList<>();
      EventLoop loop = getRunningLoop();
      var.set("before");
      loop.callSoon(() -> {
        seen.add(var.get());
        var.set("callback's");
      });
      loop.callLater(Duration.ofSeconds(1), () -> seen.add(var.get()));
      loop.callSoonThreadsafe(() -> seen.add(var.get()));
      var.set("after");
      sleep(2);
      assertThat(seen).containsExactly("before", "before", "before");
      assertThat(var.get()).isEqualTo("after");
    });
  }

  @Test
  void callbackRunsInTheContextGiven() {
    VirtualTime.run(() -> {
      Context context = new Context();
      Handle handle = getRunningLoop().callSoon(() -> var.set("callback's"), context);
      assertThat(handle.getContext()).isSameAs(context);
      yieldNow();
      assertThat(context.get(var)).isEqualTo("callback's");
    });
  }

  /// test_context::test_context_run_1, test_context_copy_1
  @Test
  void copyIsIndependent() throws Exception {
    Context context = new Context();
    context.run(() -> var.set("one"));
    Context copy = context.copy();
    assertThat(copy.call(() -> var.get())).isEqualTo("one");
    copy.run(() -> var.set("two"));
    context.run(() -> assertThat(var.get()).isEqualTo("one"));
    assertThat(copy.get(var)).isEqualTo("two");
    assertThat(var.get("unset")).isEqualTo("unset");
  }

  @Test
  void copyContextCopiesTheCurrentOne() {
    VirtualTime.run(() -> {
      var.set("one");
      Context copy = copyContext();
      var.set("two");
      assertThat(copy.get(var)).isEqualTo("one");
    });
  }

  /// test_context::test_context_run_4
  @Test
  void runLeavesTheContextEvenWhenTheBodyFails() {
    VirtualTime.run(() -> {
      var.set("outer");
      Context context = new Context();
      assertThatThrownBy(() ->
              context.call(() -> {
                var.set("inner");
                throw new IllegalStateException("planned");
              }))
          .isInstanceOf(IllegalStateException.class);
      assertThat(var.get()).isEqualTo("outer");
      assertThat(context.get(var)).isEqualTo("inner");
    });
  }

  @Test
  void bodyOfRunMayAwait() {
    VirtualTime.run(() -> {
      var.set("outer");
      Context context = new Context();
      String seen =
          context.call(() -> {
            var.set("inner");
            sleep(1);
            return var.get();
          });
      assertThat(seen).isEqualTo("inner");
      assertThat(var.get()).isEqualTo("outer");
    });
  }

  /// test_context::test_context_threads_1
  @Test
  void offTheLoopEveryThreadHasItsOwnValue() throws InterruptedException {
    List<String> seen = new ArrayList<>();
    ContextVar.Token<String> token = var.set("mine");
    Thread.ofPlatform().start(() -> seen.add(var.get("unset"))).join();
    assertThat(seen).containsExactly("unset");
    assertThat(var.get()).isEqualTo("mine");
    var.reset(token);
  }

  @Test
  void mainTaskSeesWhatItsThreadHasSet() {
    ContextVar.Token<String> token = var.set("thread's");
    String seen =
        VirtualTime.run(() -> {
          String before = var.get();
          var.set("main task's");
          return before;
        });
    assertThat(seen).isEqualTo("thread's");
    assertThat(var.get()).isEqualTo("thread's");
    var.reset(token);
  }
}
