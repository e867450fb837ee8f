package org.asyncio4j.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A program that is traced ends in every way it can.
final class TraceTest {
  private static final String PROGRAM = "src/test/resources/Ends.java";

  @TempDir Path folder;

  private Program start(Path file, String how) throws Exception {
    return new Program(folder, List.of("-Dasyncio.trace=" + file), PROGRAM, how);
  }

  @ParameterizedTest
  @ValueSource(strings = {"return", "throw", "exit"})
  void thePageIsWrittenHoweverTheProgramEnds(String how) throws Exception {
    Path page = folder.resolve("page.html");
    Program.End end = start(page, how).end();
    assertThat(end.status()).isEqualTo(how.equals("return") ? 0 : how.equals("throw") ? 1 : 7);
    assertThat(Files.readString(page)).contains("a task with a name").endsWith("</html>\n");
  }

  @Test
  void thePageIsWrittenAfterCtrlC() throws Exception {
    Path page = folder.resolve("page.html");
    Program program = start(page, "wait");
    assertThat(program.readLine()).isEqualTo("waiting");
    program.interrupt();
    assertThat(program.end().status()).isEqualTo(130);
    assertThat(Files.readString(page)).contains("a task with a name").endsWith("</html>\n");
  }

  @Test
  void aNameThatEndsInJsonAsksForAChromeTrace() throws Exception {
    Path trace = folder.resolve("trace.json");
    assertThat(start(trace, "return").end().status()).isZero();
    assertThat(Files.readString(trace)).startsWith("{").contains("\"traceEvents\":[");
  }

  @Test
  void aFileThatCannotBeWrittenStopsTheProgramBeforeItRuns() throws Exception {
    Path missing = folder.resolve("missing/page.html");
    Program.End end = start(missing, "return").end();
    assertThat(end.status()).isEqualTo(1);
    assertThat(end.err()).contains("asyncio.trace=" + missing + " is no file that can be written");
    assertThat(end.out()).isEmpty();
  }

  @Test
  void theCommandSaysSoBeforeItStartsAnything() throws Exception {
    assertThat(command("--trace", folder.resolve("missing/page.html").toString()))
        .containsExactly(
            "2",
            "asyncio: --trace cannot write \""
                + folder.resolve("missing/page.html")
                + "\": the folder must be there and writable.");
    assertThat(command("--trace", folder.toString() + "/x.txt").getLast())
        .contains("give a name that ends in .html or .json");
    assertThat(command("--trace=" + folder + "/x.html", "Missing.java").getLast())
        .contains("there is no file");
    assertThat(folder.resolve("x.html")).doesNotExist();
  }

  /// The exit status of `./asyncio run` and the lines it writes.
  private static List<String> command(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("../asyncio", "run"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines;
    try (var reader = process.inputReader(UTF_8)) {
      lines = new ArrayList<>(reader.lines().toList());
    }
    lines.addFirst(Integer.toString(process.waitFor()));
    return lines;
  }
}
