package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The JDK's own dumps stay readable: the loop's thread has its name, and so have named tasks, with
/// the frames of the program.
class ThreadDumpTest {
  /// Two tasks, one of them with a name, in a loop.
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      Asyncio.run(() -> {
        Asyncio.createTask("reader of the dump", Program::waitsHere);
        Asyncio.sleep(Duration.ofMillis(1));
        System.out.println("ready");
        Asyncio.sleep(Duration.ofHours(1));
      });
    }

    private static void waitsHere() {
      Asyncio.sleep(Duration.ofHours(1));
    }
  }

  @Test
  void aDumpToAFileShowsTheLoopAndItsTasks(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("dump.txt");
    try (ChildJvm child = ChildJvm.start(Program.class)) {
      child.awaitLine("ready");
      Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
      Process dump =
          new ProcessBuilder(
                  jcmd.toString(),
                  Long.toString(child.pid()),
                  "Thread.dump_to_file",
                  file.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertThat(dump.waitFor()).isZero();
    }
    assertThat(Files.readString(file))
        .contains("\"asyncio-loop-1\"")
        .containsPattern("\"reader of the dump\" virtual[^\"]*ThreadDumpTest\\$Program.waitsHere");
  }

  @Test
  void sigquitShowsTheLoop() throws Exception {
    try (ChildJvm child = ChildJvm.start(Program.class)) {
      child.awaitLine("ready");
      child.signal("QUIT");
      child.awaitLineThatContains("\"asyncio-loop-1\"");
    }
  }
}
