package org.asyncio4j.process;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Task;
import org.asyncio4j.net.NettyTransport;
import org.asyncio4j.net.StreamReader;
import org.asyncio4j.net.StreamWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
@Timeout(60)
final class SubprocessTest {
  /// Children that are not these tests'.
  private final Set<ProcessHandle> before = Processes.children();

  @TempDir Path folder;

  // --- the streams ---

  @OnEachTransport
  void aConversationGoesLineByLine(NettyTransport transport) {
    Processes.run(
        transport,
        () -> {
          try (Subprocess cat = Subprocess.exec("cat")) {
            assertThat(cat.pid()).isPositive();
            for (String line : List.of("one\n", "two\n", "three\n")) {
              cat.stdin().write(line);
              assertThat(cat.stdout().readLine(UTF_8)).isEqualTo(line);
            }
            assertThat(cat.returncode()).isNull();
            cat.stdin().close();
            assertThat(cat.stdout().read()).isEmpty();
            assertThat(cat.waitFor()).isZero();
            assertThat(cat.returncode()).isZero();
          }
        });
  }

  @OnEachTransport
  void standardInputEndsWithWriteEofToo(NettyTransport transport) {
    Processes.run(
        transport,
        () -> {
          try (Subprocess cat = Subprocess.exec("cat")) {
            cat.stdin().write("all");
            cat.stdin().writeEof();
            assertThat(cat.stdout().read()).isEqualTo("all".getBytes(US_ASCII));
          }
        });
  }

  @OnEachTransport
  void whatWasWrittenBeforeTheEndCanBeReadAfterIt(NettyTransport transport) {
    Processes.run(
        transport,
        () -> {
          try (Subprocess echo = Subprocess.exec("echo", "last words")) {
            assertThat(echo.waitFor()).isZero();
            assertThat(echo.stdout().read()).isEqualTo("last words\n".getBytes(US_ASCII));
            assertThat(echo.stderr().read()).isEmpty();
          }
        });
  }

  @OnEachTransport
  void aFileIsSentIntoAProcess(NettyTransport transport) throws Exception {
    byte[] content = new byte[300_000];
    content[299_999] = 7;
    Path file = Files.write(folder.resolve("content"), content);
    Processes.run(
        transport,
        () -> {
          try (Subprocess cat = Subprocess.exec("cat");
              var source = java.nio.channels.FileChannel.open(file)) {
            Task<byte[]> back = Asyncio.createTask(() -> cat.stdout().read());
            assertThat(cat.stdin().sendfile(source)).isEqualTo(content.length);
            cat.stdin().close();
            assertThat(back.await()).isEqualTo(content);
          }
        });
  }

  @OnEachTransport
  void bothOutputsAreReadAtTheSameTime(NettyTransport transport) {
    Processes.run(
        transport,
        () -> {
          String script =
              "i=0; while [ $i -lt 200 ]; do echo out $i; echo err $i >&2; i=$((i+1)); done";
          try (Subprocess shell = Subprocess.shell(script)) {
            Task<Integer> out = Asyncio.createTask(() -> countLines(shell.stdout(), "out "));
            Task<Integer> err = Asyncio.createTask(() -> countLines(shell.stderr(), "err "));
            assertThat(out.await()).isEqualTo(200);
            assertThat(err.await()).isEqualTo(200);
          }
        });
  }

  private static int countLines(StreamReader reader, String start) {
    int count = 0;
    for (byte[] line : reader.lines()) {
      assertThat(new String(line, US_ASCII)).isEqualTo(start + count + "\n");
      count++;
    }
    return count;
  }

  @OnEachTransport
  void drainWaitsForAProcessThatNeverReads(NettyTransport transport) {
    Processes.run(
        transport,
        () -> {
          try (Subprocess sleep = Subprocess.exec("sleep", "100")) {
            StreamWriter stdin = sleep.stdin();
            byte[] tooMuch = new byte[1_000_000]; // for the pipe and the buffer
            stdin.writeNowait(tooMuch);
            assertThatThrownBy(() -> Asyncio.timeout(Duration.ofMillis(50), stdin::drain))
                .isInstanceOf(TimeoutException.class);
            assertThat(stdin.getWriteBufferSize()).isGreaterThan(500_000);

            Task<?> draining = Asyncio.createTask(stdin::drain);
            sleep.kill();
            assertThatThrownBy(draining::await).hasMessageContaining("roken pipe");
          }
        });
  }

  @OnEachTransport
  void aSlowReaderHoldsTheProcessUp(NettyTransport transport) {
    Processes.run(transport, () -> readSlowly(64));
  }

  /// 20 s on each transport: `-Dasyncio.test.long=true`.
  @OnEachTransport
  @EnabledIfSystemProperty(named = "asyncio.test.long", matches = "true")
  @Timeout(300)
  void aSlowReaderOfAGigabyteHoldsTheProcessUp(NettyTransport transport) {
    Processes.run(transport, () -> readSlowly(1024));
  }

  private static void readSlowly(int mebibytes) throws Exception {
    long size = mebibytes * 1024L * 1024;
    long bound = 1024 * 1024;
    try (Subprocess source = Subprocess.exec("head", "-c", Long.toString(size), "/dev/zero")) {
      long read = 0;
      while (true) {
        byte[] more = source.stdout().read(64 * 1024);
        if (more.length == 0) {
          break;
        }
        read += more.length;
        Asyncio.sleep(Duration.ofMillis(1)); // so slow is the reader
        if (source.returncode() == null) {
          assertThat(written(source.pid()) - read).isLessThan(bound);
        }
      }
      assertThat(read).isEqualTo(size);
      assertThat(source.waitFor()).isZero();
    }
  }

  /// How much a process has written so far, by the system's account; 0 when it is gone.
  private static long written(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/io")).stream()
          .filter(line -> line.startsWith("wchar: "))
          .mapToLong(line -> Long.parseLong(line.substring("wchar: ".length())))
          .findFirst()
          .orElseThrow();
    } catch (java.io.IOException gone) {
      return 0;
    }
  }

  @Test
  void streamsThatAreNoPipesAreRefusedByName() {
    Processes.run(() -> {
      SubprocessOptions options =
          SubprocessOptions.DEFAULT
              .withStdin(Stdio.DEVNULL)
              .withStdout(Stdio.DEVNULL)
              .withStderr(Stdio.STDOUT);
      try (Subprocess process = Subprocess.exec(options, "true")) {
        assertThatThrownBy(process::stdin)
            .hasMessage("standard input of true is no pipe: start it with Stdio.PIPE there");
        assertThatThrownBy(process::stdout).hasMessageContaining("standard output of true");
        assertThatThrownBy(process::stderr).hasMessageContaining("standard error of true");
        assertThatThrownBy(() -> process.communicate(new byte[1]))
            .isInstanceOf(IllegalStateException.class);
        assertThat(process.communicate(null).returncode()).isZero();
      }
    });
  }

  @OnEachTransport
  void standardErrorGoesWhereStandardOutputGoes(NettyTransport transport) {
    Processes.run(
        transport,
        () -> {
          SubprocessOptions options = SubprocessOptions.DEFAULT.withStderr(Stdio.STDOUT);
          CompletedProcess completed =
              Subprocess.run(options, "sh", "-c", "echo one; echo two >&2; echo three");
          assertThat(completed.stdoutText()).isEqualTo("one\ntwo\nthree\n");
          assertThat(completed.stderr()).isEmpty();
        });
  }

  @Test
  void streamsLeadToFiles() throws Exception {
    Path input = Files.writeString(folder.resolve("input"), "from a file");
    Path output = folder.resolve("output");
    Path errors = Files.writeString(folder.resolve("errors"), "before\n");
    Processes.run(() -> {
      SubprocessOptions options =
          SubprocessOptions.DEFAULT
              .withStdin(Stdio.file(input))
              .withStdout(Stdio.file(output))
              .withStderr(Stdio.append(errors));
      CompletedProcess completed = Subprocess.run(options, "sh", "-c", "cat; echo after >&2");
      assertThat(completed.stdout()).isEmpty();
    });
    assertThat(output).hasContent("from a file");
    assertThat(errors).hasContent("before\nafter\n");
  }

  // --- what it runs in ---

  @Test
  void theEnvironmentIsGiven() {
    Processes.run(() -> {
      SubprocessOptions only =
          SubprocessOptions.DEFAULT.withEnvironment(Map.of("A", "1")).withVariable("B", "zwei ü");
      assertThat(Subprocess.run(only, "/usr/bin/env").stdoutText().lines())
          .containsExactlyInAnyOrder("A=1", "B=zwei ü");

      SubprocessOptions more = SubprocessOptions.DEFAULT.withVariable("ASYNCIO_TEST", "here");
      assertThat(Subprocess.run(more, "env").stdoutText()).contains("ASYNCIO_TEST=here", "PATH=");
      SubprocessOptions less = SubprocessOptions.DEFAULT.withVariable("PATH", null);
      assertThat(Subprocess.run(less, "/usr/bin/env").stdoutText().lines())
          .noneMatch(line -> line.startsWith("PATH="));
    });
  }

  @Test
  void theWorkingDirectoryIsGiven() {
    Processes.run(() -> {
      SubprocessOptions options = SubprocessOptions.DEFAULT.withDirectory(folder);
      assertThat(Subprocess.run(options, "pwd").stdoutText()).isEqualTo(folder.toRealPath() + "\n");
    });
  }

  @Test
  void noShellReadsTheArgumentsOfExec() {
    Processes.run(() ->
        assertThat(Subprocess.run("echo", "$HOME;", "`id`", "a  b", "").stdoutText())
            .isEqualTo("$HOME; `id` a  b \n"));
  }

  @Test
  void impossibleOptionsAreRefusedAtOnce() {
    SubprocessOptions options = SubprocessOptions.DEFAULT;
    assertThatThrownBy(() -> options.withVariable("A=B", "x")).hasMessageContaining("'A=B'");
    assertThatThrownBy(() -> options.withVariable("A", "x\0")).hasMessageContaining("variable A");
    assertThatThrownBy(() -> options.withStdin(Stdio.STDOUT)).hasMessageContaining("STDOUT");
    assertThatThrownBy(() -> options.withStdin(Stdio.append(folder)))
        .hasMessageContaining(folder.toString());
    assertThatThrownBy(() -> options.withStdout(Stdio.STDOUT)).hasMessageContaining("STDOUT");
    assertThatThrownBy(() -> options.withLimit(0)).hasMessageContaining("0");
    assertThatThrownBy(() -> options.withKillGrace(Duration.ofSeconds(-1)))
        .hasMessageContaining("PT-1S");
    assertThatThrownBy(() -> Subprocess.exec(options.withCheck(true), "true"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Subprocess.run");
  }

  // --- run ---

  @OnEachTransport
  void runGivesInputAndKeepsOutput(NettyTransport transport) {
    Processes.run(
        transport,
        () -> {
          SubprocessOptions options = SubprocessOptions.DEFAULT.withInput("b\na\n".getBytes(UTF_8));
          CompletedProcess completed = Subprocess.run(options, "sort");
          assertThat(completed.stdoutText()).isEqualTo("a\nb\n");
          assertThat(completed.returncode()).isZero();
          assertThat(completed.command()).containsExactly("sort");
        });
  }

  @Test
  void runGivesNothingToReadByDefault() {
    Processes.run(() -> assertThat(Subprocess.run("cat").stdout()).isEmpty());
  }

  @Test
  void aCheckedCodeIsAnErrorWithTheEndOfStandardErrorAndNoArguments() {
    Processes.run(() -> {
      SubprocessOptions options = SubprocessOptions.DEFAULT.withCheck(true);
      assertThat(Subprocess.run(options, "true").returncode()).isZero();
      assertThatThrownBy(() ->
              Subprocess.run(
                  options, "sh", "-c", "echo out; echo it is broken >&2; exit 3", "secret"))
          .isInstanceOfSatisfying(
              CalledProcessError.class,
              e -> {
                assertThat(e).hasMessage("sh has ended with code 3: it is broken");
                assertThat(e.program()).isEqualTo("sh");
                assertThat(e.returncode()).isEqualTo(3);
                assertThat(e.stdout()).isEqualTo("out\n".getBytes(US_ASCII));
                assertThat(e.stderr()).isEqualTo("it is broken\n".getBytes(US_ASCII));
              });
    });
  }

  @OnEachTransport
  void moreOutputThanIsKeptEndsTheProcess(NettyTransport transport) {
    Processes.run(
        transport,
        () -> {
          SubprocessOptions options = SubprocessOptions.DEFAULT.withOutputLimit(1_000_000);
          assertThatThrownBy(() -> Subprocess.run(options, "yes"))
              .isInstanceOf(OutputLimitError.class)
              .hasMessageContaining("yes has written more than 1000000 bytes to standard output");
          assertThat(Subprocess.run(options, "head", "-c", "1000000", "/dev/zero").stdout())
              .hasSize(1_000_000);
          Processes.assertNoChildLeft(before);
        });
  }

  @OnEachTransport
  void aTimeoutEndsTheProcess(NettyTransport transport) {
    Processes.run(
        transport,
        () -> {
          SubprocessOptions options = SubprocessOptions.DEFAULT.withTimeout(Duration.ofMillis(50));
          assertThatThrownBy(() -> Subprocess.run(options, "sleep", "100"))
              .isInstanceOfSatisfying(
                  TimeoutExpired.class,
                  e -> assertThat(e.timeout()).isEqualTo(Duration.ofMillis(50)))
              .hasMessage("sleep has taken longer than PT0.05S, and was ended");
          Processes.assertNoChildLeft(before);
        });
  }

  // --- its end ---

  @Test
  void severalTasksWaitForOneEnd() {
    Processes.run(() -> {
      try (Subprocess cat = Subprocess.exec("cat")) {
        List<Task<Integer>> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          waiting.add(Asyncio.createTask(cat::waitFor));
        }
        Asyncio.sleep(Duration.ZERO);
        waiting.getFirst().cancel();
        Asyncio.sleep(Duration.ZERO);
        assertThat(waiting.getFirst().cancelled()).isTrue();
        assertThat(cat.returncode()).isNull(); // nobody's waiting is the process's business
        cat.stdin().close();
        assertThat(waiting.get(1).await()).isZero();
        assertThat(waiting.get(2).await()).isZero();
      }
    });
  }

  @OnEachTransport
  void closeKillsTheTree(NettyTransport transport) {
    Processes.run(
        transport,
        () -> {
          Subprocess shell = Subprocess.shell("sleep 100 & echo $!; wait");
          long child = Processes.readPid(shell.stdout());
          assertThat(Processes.isRunning(child)).isTrue();
          shell.close();
          assertThat(shell.returncode()).isEqualTo(-9);
          assertThat(Processes.isRunning(child)).isFalse();
          shell.close(); // does nothing
          assertThat(shell.toString()).contains("/bin/sh", "SIGKILL").doesNotContain("sleep");
        });
  }

  @Test
  void withoutTheTreeOnlyTheProcessIsKilled() {
    Processes.run(() -> {
      SubprocessOptions options = SubprocessOptions.DEFAULT.withTree(false);
      Subprocess shell = Subprocess.shell(options, "sleep 100 & echo $!; wait");
      long child = Processes.readPid(shell.stdout());
      shell.close();
      assertThat(shell.returncode()).isEqualTo(-9);
      assertThat(Processes.isRunning(child)).isTrue();
      Processes.killStray(child);
    });
  }

  @OnEachTransport
  void aLoopCanBeClosedWhileAProcessRuns(NettyTransport transport) throws Exception {
    List<Subprocess> left = new ArrayList<>();
    Processes.run(transport, () -> left.add(Subprocess.exec("sleep", "100")));
    Subprocess sleep = left.getFirst();
    assertThat(sleep.returncode()).isNull();
    sleep.kill();
    Processes.assertNoChildLeft(before);
  }

  @OnEachTransport
  void twoLoopsInTwoThreadsHaveProcessesOfTheirOwn(NettyTransport transport) throws Exception {
    List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      byte[] mine = new byte[1_000_000];
      mine[0] = (byte) i;
      threads.add(
          Thread.ofPlatform()
              .uncaughtExceptionHandler((_, e) -> failures.add(e))
              .start(() ->
                  Processes.run(
                      transport,
                      () -> {
                        for (int round = 0; round < 5; round++) {
                          SubprocessOptions options = SubprocessOptions.DEFAULT.withInput(mine);
                          assertThat(Subprocess.run(options, "cat").stdout()).isEqualTo(mine);
                        }
                      })));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
  }
}
