package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.async;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// "coroutine 'x' was never awaited".
class NeverAwaitedTest {
  private static final LoopOptions DEBUG = VirtualTime.options().withDebug(true);

  private Warnings warnings = Warnings.keep();

  @BeforeEach
  void keepWarnings() {
    warnings = Warnings.keep();
  }

  @AfterEach
  void showLog() {
    LogCapture.stop();
  }

  // region program
  private static Coroutine<Integer> addOne(int n) {
    return async(() -> n + 1);
  }

  private static void forget() {
    var _ = addOne(1);
  }

  // endregion

  @Test
  void whatTheProgramForgotIsReportedWhenTheLoopIsClosed() {
    Asyncio.run(DEBUG, NeverAwaitedTest::forget);
    assertThat(warnings.withoutLines())
        .singleElement()
        .asString()
        .startsWith(
            """
            coroutine 'addOne' was never awaited: await it, give it to createTask(...), or close it
            created at (innermost frame first):
                at org.asyncio4j.NeverAwaitedTest.addOne(NeverAwaitedTest.java)
                at org.asyncio4j.NeverAwaitedTest.forget(NeverAwaitedTest.java)\
            """);
  }

  @Test
  void garbageIsReportedWhileTheLoopRuns() {
    Asyncio.run(
        DEBUG,
        () -> {
          forget();
          warnings.collectGarbageUntilThereAre(1);
        });
    assertThat(warnings.all()).hasSize(1);
  }

  @Test
  void whatIsAwaitedGivenToATaskOrClosedIsNot() {
    Asyncio.run(
        DEBUG,
        () -> {
          addOne(1).await();
          createTask(addOne(1)).await();
          addOne(1).close();
          createTask(addOne(1)).cancel(); // never starts
          yieldNow();
        });
    assertThat(warnings.all()).isEmpty();
  }

  @Test
  void whatAGroupRefusesIsNot() {
    Asyncio.run(
        DEBUG,
        () ->
            Asyncio.taskGroup(group -> {
              group.cancel();
              try {
                group.createTask(addOne(1));
              } catch (IllegalStateException e) {
                // refused
              }
            }));
    assertThat(warnings.all()).isEmpty();
  }

  @Test
  void withoutDebugModeNothingIsReportedAndNothingNamed() {
    List<String> names = new ArrayList<>();
    Asyncio.run(
        VirtualTime.options().withDebug(false),
        () -> {
          forget();
          Coroutine<Integer> coroutine = addOne(1);
          names.add(coroutine.name());
          coroutine.await();
        });
    assertThat(names).containsExactly("coroutine");
    assertThat(warnings.all()).isEmpty();
  }

  @Test
  void inALambdaTheNameIsThatOfTheMethodAround() {
    List<String> names = new ArrayList<>();
    Asyncio.run(
        DEBUG,
        () -> {
          Coroutine<Integer> here = async(() -> 1);
          names.add(here.name());
          here.await();
          names.add(addOne(1).name());
          names.add(async("given", () -> 1).name());
        });
    assertThat(names)
        .containsExactly("inALambdaTheNameIsThatOfTheMethodAround.<lambda>", "addOne", "given");
    assertThat(warnings.all()).hasSize(2);
  }

  /// Off the loops it is the process that is in debug mode.
  @Test
  void offTheLoopsItIsReportedToo() throws InterruptedException {
    assertThat(ChildJvm.runWith(OffTheLoop.class, "-Dasyncio.debug=true"))
        .anyMatch(line -> line.startsWith("coroutine 'addOne' was never awaited"))
        .anyMatch(line -> line.contains("at org.asyncio4j.NeverAwaitedTest.addOne"));
    assertThat(ChildJvm.runWith(OffTheLoop.class)).isEmpty();
  }

  static final class OffTheLoop {
    public static void main(String[] args) {
      Warnings warnings = Warnings.keep();
      forget();
      if (Debug.ON) {
        warnings.collectGarbageUntilThereAre(1);
      }
      warnings.all().forEach(System.out::println);
    }
  }
}
