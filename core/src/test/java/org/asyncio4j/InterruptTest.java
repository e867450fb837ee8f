package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Ctrl-C, each time in a JVM of its own.
class InterruptTest {
  /// What the child does. It prints `ready` when it may be interrupted.
  enum Program {
    SLEEPS {
      @Override
      void main() {
        Asyncio.run(() -> sleepForEver("main"));
      }
    },
    CATCHES {
      @Override
      void main() {
        try {
          Asyncio.run(() -> sleepForEver("main"));
        } catch (KeyboardInterrupt e) {
          say("caught");
        }
      }
    },
    RUNS_AGAIN {
      @Override
      void main() {
        try {
          Asyncio.run(() -> sleepForEver("main"));
        } catch (KeyboardInterrupt e) {
          Asyncio.run(() -> sleepForEver("second main"));
        }
      }
    },
    LEAVES_A_TASK {
      @Override
      void main() {
        Asyncio.run(() -> {
          var _ = Asyncio.createTask(() -> sleepForEver("other"));
          VirtualTime.yieldNow();
          sleepForEver("main");
        });
      }
    },
    RETURNS_A_VALUE_ANYWAY {
      @Override
      void main() {
        String value =
            Asyncio.run(() -> {
              try {
                sleepForEver("main");
              } catch (CancelledError e) {
                return "a value";
              }
              return "never";
            });
        say(value);
      }
    },
    IGNORES {
      @Override
      void main() {
        Asyncio.run(() -> {
          while (true) {
            try {
              say("ready");
              Asyncio.sleep(Duration.ofHours(1));
            } catch (CancelledError e) {
              say("ignored");
            }
          }
        });
      }
    },
    BLOCKS {
      @Override
      void main() {
        Asyncio.run(() -> {
          say("ready");
          new CountDownLatch(1).await();
        });
      }
    },
    BUSY {
      @Override
      void main() {
        Asyncio.run(() -> {
          say("ready");
          while (true) {
            Thread.onSpinWait();
          }
        });
      }
    },
    CANCELLED_OTHERWISE {
      @Override
      void main() {
        try {
          Asyncio.run(() -> {
            Task<?> main = Asyncio.allTasks().getFirst();
            try {
              sleepForEver("main");
            } catch (CancelledError e) {
              main.cancel("by itself");
              VirtualTime.yieldNow();
            }
          });
        } catch (CancelledError e) {
          say("cancelled " + e.getMessage());
        }
      }
    },
    HAS_ITS_OWN_HANDLER {
      @Override
      void main() {
        CountDownLatch interrupted = new CountDownLatch(1);
        OsSignal.named("INT").handle(interrupted::countDown);
        Asyncio.run(() -> {
          say("ready");
          Asyncio.toThread(() -> interrupted.await());
          say("handled by the program");
        });
      }
    },
    LOOP_HANDLES_IT {
      @Override
      void main() {
        Asyncio.run(() -> {
          Future<String> signal = Asyncio.getRunningLoop().createFuture();
          Asyncio.getRunningLoop().addSignalHandler("INT", () -> signal.setResult("INT"));
          say("ready");
          say("handled by the loop: " + signal.await());
        });
        Asyncio.run(() -> sleepForEver("second main"));
      }
    },
    HAS_AN_UNCAUGHT_HANDLER {
      @Override
      void main() {
        Thread.setDefaultUncaughtExceptionHandler((_, e) -> say("uncaught " + e.getClass()));
        Asyncio.run(() -> sleepForEver("main"));
      }
    };

    abstract void main();

    static void sleepForEver(String who) {
      try {
        say("ready");
        Asyncio.sleep(Duration.ofHours(1));
      } finally {
        say(who + " cleaned up");
      }
    }

    @SuppressWarnings("SystemOut") // the parent reads it
    static void say(String line) {
      System.out.println(line);
    }
  }

  /// Where the children start.
  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      Program.valueOf(args[0]).main();
    }
  }

  private static ChildJvm start(Program program) throws Exception {
    ChildJvm child = ChildJvm.start(Child.class, program.name());
    child.awaitLine("ready");
    return child;
  }

  /// CPython: test_interrupt_wait.
  @Test
  void theFirstCancelsMainAndEndsTheProcessWith130() throws Exception {
    try (ChildJvm child = start(Program.SLEEPS)) {
      child.signal("INT");
      assertThat(child.exitStatus()).isEqualTo(130);
      assertThat(child.output()).containsExactly("ready", "main cleaned up");
    }
  }

  @Test
  void whatIsLeftCleansUpToo() throws Exception {
    try (ChildJvm child = start(Program.LEAVES_A_TASK)) {
      child.awaitLine("ready");
      child.signal("INT");
      assertThat(child.exitStatus()).isEqualTo(130);
      assertThat(child.output())
          .containsExactly("ready", "ready", "main cleaned up", "other cleaned up");
    }
  }

  @Test
  void theProgramCanCatchIt() throws Exception {
    try (ChildJvm child = start(Program.CATCHES)) {
      child.signal("INT");
      assertThat(child.exitStatus()).isZero();
      assertThat(child.output()).containsExactly("ready", "main cleaned up", "caught");
    }
  }

  @Test
  void theNextRunCanBeInterruptedToo() throws Exception {
    try (ChildJvm child = start(Program.RUNS_AGAIN)) {
      child.signal("INT");
      child.awaitLine("ready");
      child.signal("INT");
      assertThat(child.exitStatus()).isEqualTo(130);
      assertThat(child.output())
          .containsExactly("ready", "main cleaned up", "ready", "second main cleaned up");
    }
  }

  @Test
  void mainMayCatchItsCancellationAndReturn() throws Exception {
    try (ChildJvm child = start(Program.RETURNS_A_VALUE_ANYWAY)) {
      child.signal("INT");
      assertThat(child.exitStatus()).isZero();
      assertThat(child.output()).containsExactly("ready", "main cleaned up", "a value");
    }
  }

  @Test
  void theSecondEndsAMainThatIgnoresTheFirst() throws Exception {
    try (ChildJvm child = start(Program.IGNORES)) {
      child.signal("INT");
      child.awaitLine("ignored");
      child.awaitLine("ready");
      child.signal("INT");
      assertThat(child.exitStatus()).isEqualTo(130);
    }
  }

  /// CPython: test_interrupt_call_soon.
  @ParameterizedTest
  @EnumSource(names = {"BLOCKS", "BUSY"})
  void theSecondEndsAMainThatHoldsTheLoop(Program program) throws Exception {
    try (ChildJvm child = start(program)) {
      child.signal("INT");
      // The first cannot be seen to arrive; two that come too close together are one.
      while (!child.awaitExit(Duration.ofMillis(200))) {
        child.signal("INT");
      }
      assertThat(child.exitStatus()).isEqualTo(130);
    }
  }

  /// CPython: test_interrupt_cancelled_task.
  @Test
  void aMainThatWasAlsoCancelledOtherwiseThrowsThat() throws Exception {
    try (ChildJvm child = start(Program.CANCELLED_OTHERWISE)) {
      child.signal("INT");
      assertThat(child.exitStatus()).isZero();
      assertThat(child.output()).containsExactly("ready", "main cleaned up", "cancelled by itself");
    }
  }

  @Test
  void aHandlerOfTheProgramIsLeftAlone() throws Exception {
    try (ChildJvm child = start(Program.HAS_ITS_OWN_HANDLER)) {
      child.signal("INT");
      assertThat(child.exitStatus()).isZero();
      assertThat(child.output()).containsExactly("ready", "handled by the program");
    }
  }

  @Test
  void aHandlerOfTheLoopComesFirstAndGoesWithTheLoop() throws Exception {
    try (ChildJvm child = start(Program.LOOP_HANDLES_IT)) {
      child.signal("INT");
      child.awaitLine("handled by the loop: INT");
      child.awaitLine("ready");
      child.signal("INT");
      assertThat(child.exitStatus()).isEqualTo(130);
      assertThat(child.output()).endsWith("second main cleaned up");
    }
  }

  @Test
  void aProgramWithItsOwnWayOfDyingKeepsIt() throws Exception {
    try (ChildJvm child = start(Program.HAS_AN_UNCAUGHT_HANDLER)) {
      child.signal("INT");
      assertThat(child.exitStatus()).isEqualTo(1);
      assertThat(child.output())
          .containsExactly("ready", "main cleaned up", "uncaught " + KeyboardInterrupt.class);
    }
  }
}
