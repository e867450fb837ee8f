package org.asyncio4j.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
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

  /// The JVM's table of strings compares a new name with all that have the same hash code.
  private static void assertNotInTheTable(String name) {
    String copy = new String(name.toCharArray());
    assertThat(copy.intern()).as("the JVM's own %s", name).isSameAs(copy);
  }

  @Test
  void h18NamesDoNotGoIntoTheTableOfTheJvm() throws Exception {
    for (String kind : List.of("map", "tree")) {
      String name = "h18 in a " + kind; // a constant would be in the table already
      byte[] json = json(List.of(name));
      Object decoded = kind.equals("map") ? Json.decode(json, Map.class) : Json.decode(json);
      assertThat(decoded.toString()).contains(name);
      assertNotInTheTable(name);
    }
  }

  @Test
  void h18NamesOfOneHashCodeAreAllDecoded() throws Exception {
    List<String> colliding = IntStream.range(0, NAMES).mapToObj(JsonTest::colliding).toList();
    assertThat(colliding.stream().map(String::hashCode).distinct()).hasSize(1);
    byte[] json = json(colliding);
    assertThat(Json.decode(json, Map.class).size()).isEqualTo(NAMES);
    assertThat(Json.decode(json).size()).isEqualTo(NAMES);
  }

  /// What a program does without Jackson.
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
  void whoHasNoJacksonIsToldWhatToAdd(Class<? extends Callable<?>> type) throws Exception {
    try (WithoutLibraries loader = WithoutLibraries.named("com.fasterxml.")) {
      Callable<?> program = loader.program(type);
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(program::call)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("jackson-databind");
      }
    }
  }
}
