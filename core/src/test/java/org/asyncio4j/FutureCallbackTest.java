package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class FutureCallbackTest {
  private final List<String> log = new ArrayList<>();

  private Consumer<Future<String>> logging(String text) {
    return _ -> log.add(text);
  }

  private static Future<String> newFuture() {
    return getRunningLoop().createFuture();
  }

  /// test_futures::test_callbacks_invoked_on_set_result
  @Test
  void runInTheOrderAddedAndNotFromSetResult() {
    VirtualTime.run(() -> {
      Future<String> future = newFuture();
      future.addDoneCallback(logging("first"));
      future.addDoneCallback(logging("second"));
      future.addDoneCallback(logging("third"));
      future.setResult("value");
      assertThat(log).isEmpty();
      yieldNow();
      assertThat(log).containsExactly("first", "second", "third");
    });
  }

  /// test_futures::test_callbacks_invoked_on_set_exception
  @Test
  void runAfterAFailure() {
    VirtualTime.run(() -> {
      Future<String> future = newFuture();
      future.addDoneCallback(done -> log.add(String.valueOf(done.exception())));
      future.setException(new IllegalStateException("planned"));
      yieldNow();
      assertThat(log).containsExactly("java.lang.IllegalStateException: planned");
    });
  }

  @Test
  void runAfterACancellation() {
    VirtualTime.run(() -> {
      Future<String> future = newFuture();
      future.addDoneCallback(done -> log.add("cancelled " + done.cancelled()));
      future.cancel();
      yieldNow();
      assertThat(log).containsExactly("cancelled true");
    });
  }

  @Test
  void areGivenTheFutureAndRunInNoTask() {
    VirtualTime.run(() -> {
      Future<String> future = newFuture();
      List<Object> seen = new ArrayList<>();
      future.addDoneCallback(seen::add);
      future.addDoneCallback(_ -> log.add("task " + currentTask()));
      future.setResult("value");
      yieldNow();
      assertThat(seen).containsExactly(future);
      assertThat(log).containsExactly("task null");
    });
  }

  @Test
  void addedToADoneFutureRunInTheNextIteration() {
    VirtualTime.run(() -> {
      Future<String> future = newFuture();
      future.setResult("value");
      future.addDoneCallback(logging("late"));
      assertThat(log).isEmpty();
      yieldNow();
      assertThat(log).containsExactly("late");
    });
  }

  @Test
  void runOnceForEachTimeAdded() {
    VirtualTime.run(() -> {
      Future<String> future = newFuture();
      Consumer<Future<String>> callback = logging("again");
      future.addDoneCallback(callback);
      future.addDoneCallback(callback);
      future.setResult("value");
      yieldNow();
      assertThat(log).containsExactly("again", "again");
    });
  }

  /// test_futures::test_callbacks_remove_first_callback
  @Test
  void removedDoNotRun() {
    VirtualTime.run(() -> {
      Future<String> future = newFuture();
      Consumer<Future<String>> first = logging("first");
      future.addDoneCallback(first);
      future.addDoneCallback(logging("second"));
      future.addDoneCallback(logging("third"));
      assertThat(future.removeDoneCallback(first)).isEqualTo(1);
      assertThat(future.removeDoneCallback(first)).isZero();
      future.setResult("value");
      yieldNow();
      assertThat(log).containsExactly("second", "third");
    });
  }

  @Test
  void theOnlyOneCanBeRemovedAndAddedAgain() {
    VirtualTime.run(() -> {
      Future<String> future = newFuture();
      Consumer<Future<String>> callback = logging("only");
      future.addDoneCallback(callback);
      assertThat(future.removeDoneCallback(callback)).isEqualTo(1);
      assertThat(future.removeDoneCallback(callback)).isZero();
      future.addDoneCallback(callback);
      future.setResult("value");
      yieldNow();
      assertThat(log).containsExactly("only");
    });
  }

  /// test_futures::test_remove_done_callback
  @Test
  void removeTakesAllEqualOnesAndCountsThem() {
    VirtualTime.run(() -> {
      Future<String> future = newFuture();
      Consumer<Future<String>> first = logging("first");
      Consumer<Future<String>> second = logging("second");
      future.addDoneCallback(first);
      future.addDoneCallback(second);
      for (int i = 0; i < 5; i++) {
        future.addDoneCallback(first);
      }
      assertThat(future.removeDoneCallback(logging("never added"))).isZero();
      assertThat(future.removeDoneCallback(first)).isEqualTo(6);
      future.setResult("value");
      yieldNow();
      assertThat(log).containsExactly("second");
    });
  }

  /// test_futures::test_schedule_callbacks_list_mutation_1
  @Test
  void removedByAnotherCallbackStillRun() {
    VirtualTime.run(() -> {
      Future<String> future = newFuture();
      Consumer<Future<String>> victim = logging("victim");
      future.addDoneCallback(_ -> log.add("removed " + future.removeDoneCallback(victim)));
      future.addDoneCallback(victim);
      future.setResult("value");
      yieldNow();
      assertThat(log).containsExactly("removed 0", "victim");
    });
  }

  @Test
  void addedByAnotherCallbackRunOneIterationLater() {
    VirtualTime.run(() -> {
      Future<String> future = newFuture();
      future.addDoneCallback(_ -> future.addDoneCallback(logging("inner")));
      future.addDoneCallback(logging("outer"));
      future.setResult("value");
      yieldNow();
      assertThat(log).containsExactly("outer");
      yieldNow();
      assertThat(log).containsExactly("outer", "inner");
    });
  }

  @Test
  void removingACallbackKeepsTheWaiters() {
    VirtualTime.run(() -> {
      Future<String> future = newFuture();
      Task<String> waiter = createTask(future);
      yieldNow();
      Consumer<Future<String>> callback = logging("callback");
      future.addDoneCallback(callback);
      assertThat(future.removeDoneCallback(callback)).isEqualTo(1);
      future.setResult("value");
      assertThat(waiter.await()).isEqualTo("value");
      assertThat(log).isEmpty();
    });
  }

  @Test
  void failureGoesToTheHandlerAndTheOthersRun() {
    VirtualTime.run(() -> {
      getRunningLoop()
          .setExceptionHandler((_, context) -> log.add(String.valueOf(context.exception())));
      Future<String> future = newFuture();
      future.addDoneCallback(_ -> {
        throw new IllegalStateException("planned");
      });
      future.addDoneCallback(logging("next"));
      future.setResult("value");
      yieldNow();
      assertThat(log).containsExactly("java.lang.IllegalStateException: planned", "next");
    });
  }

  @Test
  void runInACopyOfTheContextTheyWereAddedIn() {
    ContextVar<String> var = ContextVar.create("var");
    VirtualTime.run(() -> {
      Future<String> future = newFuture();
      var.set("when added");
      future.addDoneCallback(_ -> {
        log.add(var.get());
        var.set("in the callback");
      });
      var.set("later");
      future.setResult("value");
      yieldNow();
      assertThat(log).containsExactly("when added");
      assertThat(var.get()).isEqualTo("later");
    });
  }

  @Test
  void runInTheContextGiven() {
    ContextVar<String> var = ContextVar.create("var");
    VirtualTime.run(() -> {
      Context context = new Context();
      Future<String> future = newFuture();
      future.addDoneCallback(_ -> var.set("in the callback"), context);
      future.setResult("value");
      yieldNow();
      assertThat(context.get(var)).isEqualTo("in the callback");
      assertThat(var.get("unset")).isEqualTo("unset");
    });
  }

  /// test_futures2::test_handle_exc_handler_correct_context
  @Test
  void handlerOfTheirFailureRunsInTheirContext() {
    ContextVar<String> var = ContextVar.create("var");
    VirtualTime.run(() -> {
      getRunningLoop().setExceptionHandler((_, _) -> log.add(var.get("lost")));
      Future<String> future = newFuture();
      future.addDoneCallback(_ -> {
        var.set("callback's");
        throw new IllegalStateException("planned");
      });
      future.setResult("value");
      yieldNow();
      assertThat(log).containsExactly("callback's");
    });
  }

  @Test
  void areDroppedWhenTheLoopIsClosed() {
    EventLoop loop = VirtualTime.newLoop();
    Future<String> future = loop.createFuture();
    future.addDoneCallback(logging("never"));
    loop.close();
    future.setResult("value");
    assertThat(future.result()).isEqualTo("value");
    assertThat(log).isEmpty();
  }
}
