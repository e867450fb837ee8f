package org.asyncio4j.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Programs that are run from source, as by `./asyncio run`: their classes are nowhere but in the
/// memory of that JVM.
@Timeout(120)
class SourceProgramTest {
  @TempDir Path folder;

  private List<String> run(String program) throws Exception {
    Path main = Files.writeString(folder.resolve("Program.java"), program);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens",
                "java.base/java.lang=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.toString())
            .redirectErrorStream(true)
            .start();
    try (var out = process.inputReader()) {
      return out.lines().toList();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void itsClassesGoToTheWorkers() throws Exception {
    Files.writeString(
        folder.resolve("Point.java"),
        "record Point(int x, int y) implements java.io.Serializable {}");
    Files.writeString(
        folder.resolve("Helper.java"),
        "class Helper { static Point twice(Point p) { return new Point(2 * p.x(), 2 * p.y()); } }");
    assertThat(
            run(
                """
                import static org.asyncio4j.Asyncio.*;
                import org.asyncio4j.process.*;

                static int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }

                static class Mine extends RuntimeException {
                  Mine(String message) { super(message); }
                }

                void main() {
                  try (var pool = ProcessPoolExecutor.create(1)) {
                    run(() -> {
                      IO.println(getRunningLoop().runInExecutor(pool, RemoteCallable.of(() -> fib(20))).await());
                      var point = new Point(1, 2);
                      IO.println(wrapFuture(pool.submit(() -> Helper.twice(point))).await());
                      try {
                        wrapFuture(pool.submit(() -> { throw new Mine("own"); })).await();
                      } catch (Mine e) {
                        IO.println(e);
                      }
                    });
                  }
                }
                """))
        .containsExactly("6765", "Point[x=2, y=4]", "Program$Mine: own");
  }

  @Test
  void aLambdaThatUsesTheProgramItselfIsRefusedWithAdvice() throws Exception {
    assertThat(
            run(
                """
                import org.asyncio4j.process.*;

                int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }

                void main() {
                  try (var pool = ProcessPoolExecutor.create(1)) {
                    pool.submit(() -> fib(20));
                  } catch (IllegalArgumentException e) {
                    IO.println(e.getMessage());
                  }
                }
                """))
        .singleElement()
        .asString()
        .contains("a Program in it")
        .contains("make static what it calls");
  }

  /// The launcher of the JDK takes frames off that it believes its own.
  @Test
  void aFailureThatNobodyCatchesIsPrinted() throws Exception {
    assertThat(
            run(
                """
                import static org.asyncio4j.Asyncio.*;
                import org.asyncio4j.process.*;

                void main() {
                  try (var pool = ProcessPoolExecutor.create(1)) {
                    run(() -> wrapFuture(pool.submit(() -> Integer.parseInt("no number"))).await());
                  }
                }
                """))
        .anyMatch(line -> line.contains("NumberFormatException: For input string: \"no number\""))
        .anyMatch(line -> line.contains("at ") && line.contains("Program.lambda$main$"));
  }
}
