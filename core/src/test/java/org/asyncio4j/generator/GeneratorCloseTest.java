package org.asyncio4j.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.generator.Step.Returned;
import org.junit.jupiter.api.Test;

class GeneratorCloseTest {
  private final List<String> log = new ArrayList<>();

  private Generator<Integer, ?, String> careful() {
    return Generator.returning(out -> {
      try {
        out.yield(1);
        out.yield(2);
        return "ran through";
      } finally {
        log.add("finally");
      }
    });
  }

  @Test
  void closeRunsFinallyBlocks() {
    Generator<Integer, ?, String> generator = careful();
    generator.next();
    generator.close();
    assertThat(log).containsExactly("finally");
    assertThat(generator.next()).isEqualTo(new Returned<>(null));
    assertThatThrownBy(generator::result).hasMessageContaining("was closed");
  }

  @Test
  void closeTwiceDoesNothing() {
    Generator<Integer, ?, String> generator = careful();
    generator.next();
    generator.close();
    generator.close();
    assertThat(log).hasSize(1);
  }

  @Test
  void closeBeforeTheStartRunsNothing() {
    Generator<Integer, ?, String> generator = careful();
    generator.close();
    assertThat(generator).isEmpty();
    assertThat(log).isEmpty();
  }

  @Test
  void closeAfterTheEndKeepsTheResult() {
    Generator<Integer, ?, String> generator = careful();
    generator.forEach(_ -> {});
    generator.close();
    assertThat(generator.result()).isEqualTo("ran through");
  }

  @Test
  void bodyThatYieldsAgainIsAnError() {
    Generator<Integer, ?, ?> stubborn =
        Generator.of(out -> {
          try {
            out.yield(1);
          } catch (GeneratorExit e) {
            out.yield(2);
          }
        });
    stubborn.next();
    assertThatThrownBy(stubborn::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("generator ignored GeneratorExit");
    stubborn.close();
  }

  @Test
  void bodyThatReturnsInsteadHasAResult() {
    Generator<Integer, ?, String> generator =
        Generator.returning(out -> {
          try {
            out.yield(1);
          } catch (GeneratorExit e) {
            return "early";
          }
          return "late";
        });
    generator.next();
    generator.close();
    assertThat(generator.result()).isEqualTo("early");
  }

  @Test
  void closeThrowsWhatTheCleanUpThrows() {
    Generator<Integer, ?, ?> generator =
        Generator.of(out -> {
          try {
            out.yield(1);
          } catch (GeneratorExit e) {
            throw new IOException("cannot clean up", e);
          }
        });
    generator.next();
    assertThatThrownBy(generator::close)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void generatorExitIsNoException() {
    Generator<Integer, ?, ?> generator =
        Generator.of(out -> {
          while (true) {
            try {
              out.yield(1);
            } catch (Exception e) {
              log.add("swallowed");
            }
          }
        });
    generator.next();
    generator.close();
    assertThat(log).isEmpty();
  }

  @Test
  void thrownExceptionAppearsAtTheYield() {
    Generator<String, ?, ?> generator =
        Generator.of(out -> {
          try {
            out.yield("before");
          } catch (IllegalArgumentException e) {
            out.yield("caught " + e.getMessage());
          }
        });
    generator.next();
    assertThat(generator.throwInto(new IllegalArgumentException("it")).value())
        .isEqualTo("caught it");
    assertThat(generator.next()).isInstanceOf(Returned.class);
  }

  @Test
  void uncaughtThrownExceptionComesBackAndEndsTheGenerator() {
    Generator<Integer, ?, String> generator = careful();
    generator.next();
    RuntimeException thrown = new RuntimeException("out");
    assertThatThrownBy(() -> generator.throwInto(thrown)).isSameAs(thrown);
    assertThat(log).containsExactly("finally");
    assertThat(generator).isEmpty();
  }

  @Test
  void throwingBeforeTheStartEndsTheGenerator() {
    Generator<Integer, ?, String> generator = careful();
    assertThatThrownBy(() -> generator.throwInto(new ArithmeticException()))
        .isInstanceOf(ArithmeticException.class);
    assertThat(generator).isEmpty();
    assertThat(log).isEmpty();
  }

  @Test
  void throwingAfterTheEndThrows() {
    Generator<Integer, ?, String> generator = careful();
    generator.forEach(_ -> {});
    assertThatThrownBy(() -> generator.throwInto(new ArithmeticException()))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void forgottenGeneratorIsClosedWhenItIsGarbage() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    WeakReference<?> forgotten = startAndForget(closed);
    for (int i = 0; i < 200 && !closed.await(50, TimeUnit.MILLISECONDS); i++) {
      System.gc();
    }
    assertThat(closed.getCount()).isZero();
    assertThat(forgotten.get()).isNull();
  }

  private static WeakReference<?> startAndForget(CountDownLatch closed) {
    Generator<Integer, ?, ?> generator =
        Generator.of(out -> {
          try {
            out.yield(1);
          } finally {
            closed.countDown();
          }
        });
    generator.next();
    return new WeakReference<>(generator);
  }
}
