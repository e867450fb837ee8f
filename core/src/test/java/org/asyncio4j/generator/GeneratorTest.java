package org.asyncio4j.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import org.asyncio4j.ContextVar;
import org.asyncio4j.generator.Step.Returned;
import org.asyncio4j.generator.Step.Yielded;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GeneratorTest {
  private static Generator<Integer, ?, ?> upTo(int end) {
    return Generator.of(out -> {
      for (int i = 1; i <= end; i++) {
        out.yield(i);
      }
    });
  }

  @Test
  void bodyRunsOnlyWhenAskedAndOnlyToTheNextYield() {
    List<String> log = new ArrayList<>();
    Generator<Integer, ?, ?> generator =
        Generator.of(out -> {
          log.add("a");
          out.yield(1);
          log.add("b");
          out.yield(2);
        });
    log.add("made");
    generator.next();
    log.add("next");
    generator.next();
    assertThat(log).containsExactly("made", "a", "next", "b");
    generator.close();
  }

  @Test
  void nextGivesValuesAndThenTheEnd() {
    Generator<Integer, ?, ?> generator = upTo(2);
    assertThat(generator.next()).isEqualTo(new Yielded<>(1));
    assertThat(generator.next()).isEqualTo(new Yielded<>(2));
    assertThat(generator.next()).isInstanceOf(Returned.class);
    assertThat(generator.next()).isInstanceOf(Returned.class);
  }

  @Test
  void servesForStatements() {
    assertThat(upTo(3)).containsExactly(1, 2, 3);
  }

  @Test
  void forStatementAfterTheEndHasNothingToDo() {
    Generator<Integer, ?, ?> generator = upTo(3);
    assertThat(generator).hasSize(3);
    assertThat(generator).isEmpty();
  }

  @Test
  void forStatementGoesOnWhereAnotherBrokeOff() {
    try (Generator<Integer, ?, ?> generator = upTo(5)) {
      for (int number : generator) {
        if (number == 2) {
          break;
        }
      }
      assertThat(generator).containsExactly(3, 4, 5);
    }
  }

  @Test
  void iteratorEndsWithNoSuchElement() {
    Iterator<Integer> iterator = upTo(1).iterator();
    assertThat(iterator.next()).isEqualTo(1);
    assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void sentValueIsWhatTheYieldReturns() {
    Generator<String, String, ?> echo =
        Generator.of(out -> {
          String sent = out.yield("ready");
          while (true) {
            sent = out.yield("got " + sent);
          }
        });
    assertThat(echo.next().value()).isEqualTo("ready");
    assertThat(echo.send("x").value()).isEqualTo("got x");
    assertThat(echo.next().value()).isEqualTo("got null");
    assertThat(echo.send("y").value()).isEqualTo("got y");
    echo.close();
  }

  @Test
  void nothingCanBeSentBeforeTheStart() {
    Generator<Integer, String, ?> generator =
        Generator.of(out -> {
          out.yield(1);
        });
    assertThatThrownBy(() -> generator.send("early"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("early")
        .hasMessageContaining("not started");
    assertThat(generator.send(null).value()).isEqualTo(1);
    generator.close();
  }

  @Test
  void returnValueComesWithTheEndAndAfterwards() {
    Generator<Integer, ?, String> generator =
        Generator.returning(out -> {
          out.yield(1);
          return "done";
        });
    generator.next();
    assertThatThrownBy(generator::result).isInstanceOf(IllegalStateException.class);
    assertThat(generator.next()).isEqualTo(new Returned<>("done"));
    assertThat(generator.next()).isEqualTo(new Returned<>("done"));
    assertThat(generator.result()).isEqualTo("done");
  }

  @Test
  void failureEndsTheGeneratorAndIsThrownOnce() {
    Generator<Integer, ?, ?> generator =
        Generator.of(out -> {
          out.yield(1);
          throw new ArithmeticException("broken");
        });
    generator.next();
    assertThatThrownBy(generator::next).isInstanceOf(ArithmeticException.class);
    assertThat(generator.next()).isEqualTo(new Returned<>(null));
    assertThatThrownBy(generator::result)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("failed");
  }

  @Test
  void checkedFailureIsWrapped() {
    Generator<Integer, ?, ?> generator =
        Generator.of(_ -> {
          throw new IOException("disk");
        });
    assertThatThrownBy(generator::next)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void endOfAnotherGeneratorIsNotTakenForItsOwn() { // PEP 479
    Generator<Integer, ?, ?> empty = upTo(0);
    Generator<Integer, ?, ?> generator =
        Generator.of(out -> {
          out.yield(1);
          out.yield(empty.next().value());
        });
    assertThatThrownBy(() -> generator.forEach(_ -> {})).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void callOfItselfIsAnError() {
    List<Generator<Integer, ?, ?>> self = new ArrayList<>();
    Generator<Integer, ?, ?> generator =
        Generator.of(_ -> {
          self.getFirst().next();
        });
    self.add(generator);
    assertThatThrownBy(generator::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("already executing");
  }

  @Test
  void nullIsAValue() {
    Generator<@Nullable String, Object, ?> generator =
        Generator.<@Nullable String, Object>of(out -> {
          out.yield(null);
        });
    assertThat(generator.next()).isEqualTo(new Yielded<@Nullable String, Object>(null));
    generator.close();
  }

  @Test
  void generatorsNest() {
    Generator<Integer, ?, ?> squares =
        Generator.of(out -> {
          for (int number : upTo(4)) {
            out.yield(number * number);
          }
        });
    assertThat(squares).containsExactly(1, 4, 9, 16);
  }

  @Test
  void yieldingInAnotherBodyIsAnError() {
    Generator<Integer, ?, ?> outer =
        Generator.of(out -> {
          Generator<Integer, ?, ?> inner =
              Generator.of(_ -> {
                out.yield(1);
              });
          inner.next();
        });
    assertThatThrownBy(outer::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("only the body");
  }

  @Test
  void bodyHasTheContextVariablesOfItsCaller() {
    ContextVar<String> who = ContextVar.create("who");
    Generator<String, ?, ?> generator =
        Generator.of(out -> {
          while (true) {
            out.yield(who.get("nobody"));
          }
        });
    assertThat(generator.next().value()).isEqualTo("nobody");
    ContextVar.Token<String> token = who.set("caller");
    assertThat(generator.next().value()).isEqualTo("caller");
    who.reset(token);
    generator.close();
  }

  @Test
  void manyAreAliveAtTheSameTime() {
    List<Generator<Integer, ?, ?>> all = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      all.add(upTo(3));
    }
    for (int round = 1; round <= 3; round++) {
      for (Generator<Integer, ?, ?> generator : all) {
        assertThat(generator.next().value()).isEqualTo(round);
      }
    }
    all.forEach(Generator::close);
  }
}
