package org.asyncio4j.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.generator.Step.Returned;
import org.asyncio4j.generator.Step.Yielded;
import org.junit.jupiter.api.Test;

class PackageExamples {
  // @start region="first"
  static Generator<Integer, ?, ?> countdown(int from) {
    return Generator.of(out -> {
      for (int i = from; i > 0; i--) {
        out.yield(i);
      }
    });
  }

  static Generator<Double, Double, Long> average() { // is sent numbers, and yields their average
    return Generator.returning(out -> {
      double sum = 0;
      long count = 0;
      Double sent = out.yield(0.0);
      while (sent != null) {
        sum += sent;
        sent = out.yield(sum / ++count);
      }
      return count;
    });
  }

  public static void main(String[] args) {
    List<Integer> numbers = new ArrayList<>();
    for (int number : countdown(3)) {
      numbers.add(number);
    }

    Generator<Double, Double, Long> average = average();
    average.next(); // to the first yield
    average.send(10.0);
    double fifteen = average.send(20.0).value();
    Step<Double, Long> end = average.next();
    // @end
    assertThat(numbers).containsExactly(3, 2, 1);
    assertThat(fifteen).isEqualTo(15);
    assertThat(end).isEqualTo(new Returned<>(2L)).isNotInstanceOf(Yielded.class);
  }

  @Test
  void runs() {
    main(new String[0]);
  }
}
