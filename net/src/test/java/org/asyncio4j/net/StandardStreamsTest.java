package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class StandardStreamsTest {
  private final InputStream in = System.in;
  private final PrintStream out = System.out;

  @AfterEach
  void giveTheStreamsBack() {
    System.setIn(in);
    System.setOut(out);
  }

  private static String line() throws IOException {
    return StandardStreams.stdin().readLine(UTF_8);
  }

  // --- input ---

  @Test
  void whatOneRunLeavesIsThereForTheNext() {
    System.setIn(new ByteArrayInputStream("one\ntwo\nthree".getBytes(US_ASCII)));
    assertThat(Asyncio.<String>run(() -> line())).isEqualTo("one\n");
    Asyncio.run(() -> {
      assertThat(line()).isEqualTo("two\n");
      assertThat(line()).isEqualTo("three");
      assertThat(line()).isEmpty();
    });
    assertThat(Asyncio.<Boolean>run(() -> StandardStreams.stdin().read().length == 0)).isTrue();
  }

  @Test
  void whatComesBetweenTwoRunsIsThereForTheNext() throws IOException {
    PipedOutputStream far = new PipedOutputStream();
    System.setIn(new PipedInputStream(far));
    Asyncio.run(() -> {
      Task<String> reading = Asyncio.createTask(() -> line());
      Asyncio.sleep(Duration.ofMillis(5));
      reading.cancel();
      assertThatThrownBy(reading::await).isInstanceOf(CancelledError.class);
    });
    far.write("late\n".getBytes(US_ASCII)); // the read of the first run is still going on
    far.close();
    assertThat(Asyncio.<String>run(() -> line())).isEqualTo("late\n");
  }

  @Test
  void oneLoopHasOneReaderAndAnotherNone() {
    System.setIn(new ByteArrayInputStream("one\n".getBytes(US_ASCII)));
    Asyncio.run(() -> {
      StreamReader reader = StandardStreams.stdin();
      assertThat(StandardStreams.stdin()).isSameAs(reader);
      Asyncio.toThread(() ->
          Asyncio.run(() ->
              assertThatThrownBy(() -> StandardStreams.stdin())
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageContaining("read it in one loop")));
      assertThat(line()).isEqualTo("one\n");
    });
  }

  // --- output ---

  @Test
  void whatWasWrittenIsThereWhenTheRunHasEnded() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    System.setOut(new PrintStream(all));
    Asyncio.run(() -> {
      StreamWriter writer = StandardStreams.stdout();
      assertThat(StandardStreams.stdout()).isSameAs(writer);
      writer.write("written ");
      Asyncio.checkpoint();
      writer.writeNowait("x".repeat(300_000).getBytes(US_ASCII));
      Asyncio.checkpoint();
      writer.writeNowait(" last".getBytes(US_ASCII));
    });
    assertThat(all.toString(US_ASCII)).isEqualTo("written " + "x".repeat(300_000) + " last");
  }

  @Test
  void closingTheWriterLeavesTheOutputOpen() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    System.setOut(new PrintStream(all));
    Asyncio.run(() -> {
      StreamWriter writer = StandardStreams.stdout();
      writer.write("one ");
      writer.close();
      writer.waitClosed();
      System.out.print("two ");
      StandardStreams.stdout().write("three");
    });
    assertThat(all.toString(US_ASCII)).isEqualTo("one two three");
  }

  @Test
  void anOutputThatFailsSaysSo() {
    System.setOut(
        new PrintStream(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
              }
            }));
    Asyncio.run(() -> {
      StreamWriter writer = StandardStreams.stdout();
      writer.write("lost");
      assertThatThrownBy(writer::waitClosed)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("standard output cannot be written to");
      assertThatThrownBy(() -> writer.write("more")).isInstanceOf(IOException.class);
    });
  }

  // --- in JVMs of their own ---

  /// What a child does.
  enum Program {
    ECHOES_IN_TWO_RUNS {
      @Override
      void main() {
        Asyncio.run(() -> StandardStreams.stdout().write("1 " + line()));
        Asyncio.run(() -> {
          for (byte[] line : StandardStreams.stdin().lines()) {
            StandardStreams.stdout().write("2 " + new String(line, US_ASCII));
          }
        });
      }
    },
    ENDS_WHILE_IT_READS {
      @Override
      void main() {
        Asyncio.run(() -> {
          var _ = Asyncio.createTask(() -> line());
          Asyncio.sleep(Duration.ofMillis(20));
          StandardStreams.stdout().write("over\n");
        });
      }
    },
    WRITES_FOR_EVER {
      @Override
      void main() {
        Asyncio.run(() -> {
          try {
            while (true) {
              StandardStreams.stdout().write("line\n");
            }
          } catch (IOException e) {
            StandardStreams.stderr().write("caught " + e.getMessage() + "\n");
          }
        });
      }
    };

    abstract void main();
  }

  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      Program.valueOf(args[0]).main();
    }
  }

  private static Process start(Program program) throws IOException {
    String engine = System.getProperty("asyncio.engine", "auto");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dasyncio.engine=" + engine);
    if (!engine.equals("baton")) {
      command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
    }
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Dasyncio.watchdog=off"); // its report would be among what the child says
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Child.class.getName(), program.name()));
    return new ProcessBuilder(command).start();
  }

  private static void assertEnds(Process child) throws InterruptedException {
    boolean ended = child.waitFor(40, TimeUnit.SECONDS);
    child.destroyForcibly();
    assertThat(ended).as("the child has ended by itself").isTrue();
    assertThat(child.exitValue()).isZero();
  }

  @Test
  void linesOfOnePipeReachBothRunsOfAProgram() throws IOException, InterruptedException {
    Process child = start(Program.ECHOES_IN_TWO_RUNS);
    try (OutputStream input = child.getOutputStream()) {
      input.write("a\nb\nc\n".getBytes(US_ASCII));
    }
    assertThat(child.inputReader().lines()).containsExactly("1 a", "2 b", "2 c");
    assertEnds(child);
  }

  @Test
  void aProgramEndsWhileItReads() throws IOException, InterruptedException {
    Process child = start(Program.ENDS_WHILE_IT_READS);
    assertThat(child.inputReader().readLine()).isEqualTo("over");
    assertEnds(child); // and its input was open all the time
    child.getOutputStream().close();
  }

  @Test
  void aProgramHearsThatNobodyReadsItsOutput() throws IOException, InterruptedException {
    Process child = start(Program.WRITES_FOR_EVER);
    try (BufferedReader output = child.inputReader()) {
      assertThat(output.readLine()).isEqualTo("line");
    }
    assertThat(child.errorReader().lines())
        .singleElement()
        .asString()
        .startsWith("caught standard output cannot be written to");
    assertEnds(child);
  }
}
