package org.asyncio4j.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class JsonTest {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int NAMES = 1 << 15;

  /// A name of 15 pairs; all of them have the same hash code.
  private static String colliding(int number) {
    StringBuilder name = new StringBuilder();
    for (int bit = 0; bit < 15; bit++) {
      name.append((number >> bit & 1) == 0 ? "Aa" : "BB");
    }
    return name.toString();
  }

  private static byte[] json(List<String> names) {
    return names.stream()
        .map(name -> '"' + name + "\":1")
        .collect(Collectors.joining(",", "{", "}"))
        .getBytes(UTF_8);
  }

  /// The least of seven attempts, in nanoseconds of this thread's work.
  private static long cost(byte[] json) throws Exception {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 7; i++) {
      long before = THREADS.getCurrentThreadCpuTime();
      Map<?, ?> decoded = Json.decode(json, Map.class);
      Json.decode(json);
      least = Math.min(least, THREADS.getCurrentThreadCpuTime() - before);
      assertThat(decoded).isNotEmpty();
    }
    return least;
  }

  @Test
  void h18TenTimesAsManyCollidingNamesCostTenTimesAsMuch() throws Exception {
    List<String> colliding = IntStream.range(0, NAMES).mapToObj(JsonTest::colliding).toList();
    assertThat(colliding.stream().map(String::hashCode).distinct()).hasSize(1);
    long few = cost(json(colliding.subList(0, NAMES / 10)));
    assertThat(cost(json(colliding))).isLessThan(30 * few); // where each looks at all, a hundred
  }

  /// Has the classes of this package anew, and none of Jackson's.
  private static final class WithoutJackson extends URLClassLoader {
    WithoutJackson() {
      super(new URL[] {place(Json.class), place(JsonTest.class)}, Json.class.getClassLoader());
    }

    private static URL place(Class<?> type) {
      return type.getProtectionDomain().getCodeSource().getLocation();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("com.fasterxml.")) {
        throw new ClassNotFoundException(name);
      }
      if (!name.startsWith("org.asyncio4j.http.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> found = findLoadedClass(name);
        return found == null ? findClass(name) : found;
      }
    }
  }

  /// What a program does there.
  static final class Encoding implements Callable<Object> {
    @Override
    public Object call() {
      return Json.encode("value");
    }
  }

  /// What a program does there.
  static final class Decoding implements Callable<Object> {
    @Override
    public Object call() throws IOException {
      return Json.decode(new byte[] {'1'}, Integer.class);
    }
  }

  @ParameterizedTest
  @ValueSource(classes = {Encoding.class, Decoding.class})
  void whoHasNoJacksonIsToldWhatToAdd(Class<?> type) throws Exception {
    try (WithoutJackson loader = new WithoutJackson()) {
      Constructor<?> constructor = loader.loadClass(type.getName()).getDeclaredConstructor();
      constructor.setAccessible(true);
      Callable<?> program = (Callable<?>) constructor.newInstance();
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(program::call)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("jackson-databind");
      }
    }
  }
}
