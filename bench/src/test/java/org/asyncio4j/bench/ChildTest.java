package org.asyncio4j.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir private Path logs;

  private Child sh(String script, String input, Duration limit)
      throws IOException, InterruptedException {
    return Child.run(List.of("sh", "-c", script), input, logs.resolve("log"), limit);
  }

  @Test
  void readsItsInputAndTellsItsOutput() throws Exception {
    assertThat(sh("cat; echo two >&2", "one\n", LONG).lines()).containsExactly("one", "two");
  }

  @Test
  void hasTheNumberBehindAWord() throws Exception {
    Child child = sh("echo agreed 12; echo agreed-not 13", "", LONG);

    assertThat(child.number("agreed")).isEqualTo(12);
    assertThatThrownBy(() -> child.number("agree"))
        .isInstanceOf(IOException.class)
        .hasMessage("printed no 'agree'");
  }

  @Test
  void tellsItsStatus() throws Exception {
    Child child = sh("exit 7", "", LONG);

    assertThat(child.status()).isEqualTo(7);
    assertThatThrownBy(child::succeeded).hasMessage("exit code 7");
  }

  @Test
  void oneThatTakesTooLongIsEnded() {
    assertThatThrownBy(() -> sh("sleep 100", "", Duration.ofMillis(100)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("took more than");
  }
}
