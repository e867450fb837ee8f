package org.asyncio4j.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// The examples that Javadoc quotes.
@EnabledOnOs(OS.LINUX)
final class SubprocessExamples {
  // @start region="subprocess"
  static String sorted(String lines) throws IOException {
    SubprocessOptions options =
        SubprocessOptions.DEFAULT
            .withInput(lines.getBytes(UTF_8))
            .withCheck(true) // another code than 0 is an error
            .withTimeout(Duration.ofSeconds(10));
    return Subprocess.run(options, "sort").stdoutText();
  }

  static String upperCase(String line) throws IOException {
    try (Subprocess process = Subprocess.exec("tr", "a-z", "A-Z")) {
      process.stdin().write(line); // suspends while the process does not read
      process.stdin().close();
      return process.stdout().readLine(UTF_8);
    } // what still ran would be killed here
  }

  // @end

  @Test
  void aProgramSorts() {
    assertThat(Asyncio.run(() -> sorted("b\na\n"))).isEqualTo("a\nb\n");
  }

  @Test
  void aProgramAnswers() {
    assertThat(Asyncio.run(() -> upperCase("quiet\n"))).isEqualTo("QUIET\n");
  }
}
