package org.asyncio4j.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class YieldFromTest {
  private final List<String> log = new ArrayList<>();

  private Generator<String, String, Integer> inner() {
    return Generator.returning(out -> {
      try {
        String sent = out.yield("first");
        log.add("sent " + sent);
        out.yield("second");
      } catch (IllegalArgumentException e) {
        log.add("caught " + e.getMessage());
        out.yield("recovered");
      } finally {
        log.add("inner ends");
      }
      return 42;
    });
  }

  private Generator<String, String, ?> outer(Generator<String, String, Integer> inner) {
    return Generator.of(out -> {
      int result = out.yieldFrom(inner);
      out.yield("result " + result);
    });
  }

  @Test
  void passesValuesAndGivesTheResult() {
    assertThat(outer(inner())).containsExactly("first", "second", "result 42");
  }

  @Test
  void passesOnWhatIsSent() {
    Generator<String, String, ?> outer = outer(inner());
    outer.next();
    assertThat(outer.send("x").value()).isEqualTo("second");
    assertThat(log).containsExactly("sent x");
    outer.close();
  }

  @Test
  void passesOnWhatIsThrown() {
    Generator<String, String, ?> outer = outer(inner());
    outer.next();
    assertThat(outer.throwInto(new IllegalArgumentException("bad")).value()).isEqualTo("recovered");
    assertThat(outer.next().value()).isEqualTo("result 42");
    assertThat(log).containsExactly("caught bad", "inner ends");
    outer.close();
  }

  @Test
  void closingClosesTheInnerOne() {
    Generator<String, String, Integer> inner = inner();
    Generator<String, String, ?> outer = outer(inner);
    outer.next();
    outer.close();
    assertThat(log).containsExactly("inner ends");
    assertThat(inner).isEmpty();
  }

  @Test
  void failureOfTheInnerOneAppearsAtTheYieldFrom() {
    Generator<String, String, Integer> failing =
        Generator.returning(_ -> {
          throw new ArithmeticException("inner");
        });
    Generator<String, String, ?> outer =
        Generator.of(out -> {
          try {
            int _ = out.yieldFrom(failing);
          } catch (ArithmeticException e) {
            out.yield("caught " + e.getMessage());
          }
        });
    assertThat(outer).containsExactly("caught inner");
  }

  @Test
  void yieldsTheItemsOfACollection() {
    Generator<Integer, ?, ?> generator =
        Generator.of(out -> {
          out.yieldFrom(List.of(1, 2));
          out.yieldFrom(List.of(3));
        });
    assertThat(generator).containsExactly(1, 2, 3);
  }

  @Test
  void nothingCanBeSentToACollection() {
    Generator<Integer, String, ?> generator =
        Generator.of(out -> {
          out.yieldFrom(List.of(1, 2));
        });
    generator.next();
    assertThatThrownBy(() -> generator.send("x")).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void recursesOverATree() {
    assertThat(inOrder(new Tree(new Tree(null, 1, null), 2, new Tree(null, 3, null))))
        .containsExactly(1, 2, 3);
  }

  private record Tree(@Nullable Tree left, int value, @Nullable Tree right) {}

  private static Generator<Integer, ?, ?> inOrder(@Nullable Tree tree) {
    return Generator.of(out -> {
      if (tree != null) {
        out.yieldFrom(inOrder(tree.left));
        out.yield(tree.value);
        out.yieldFrom(inOrder(tree.right));
      }
    });
  }
}
