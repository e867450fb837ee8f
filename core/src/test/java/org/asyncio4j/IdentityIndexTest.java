package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IdentityIndexTest {
  @Test
  void findsWhatCameBeforeByIdentity() {
    IdentityIndex index = new IdentityIndex();
    List<Integer> first = new ArrayList<>();
    List<Integer> equal = new ArrayList<>();
    assertThat(index.add(first)).isEqualTo(-1);
    assertThat(index.add(equal)).isEqualTo(-1);
    assertThat(index.add(first)).isZero();
    assertThat(index.add(equal)).isEqualTo(1);
  }

  @Test
  void agreesWithAMapAlsoWhenItGrows() {
    Random random = new Random(1);
    List<Object> pool = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      pool.add(new Object());
    }
    IdentityIndex index = new IdentityIndex();
    IdentityHashMap<Object, Integer> places = new IdentityHashMap<>();
    for (int i = 0; i < 10_000; i++) {
      Object object = pool.get(random.nextInt(pool.size()));
      Integer expected = places.get(object);
      assertThat(index.add(object)).isEqualTo(expected == null ? -1 : expected);
      if (expected == null) {
        places.put(object, places.size());
      }
    }
  }
}
