package org.asyncio4j.process;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.asyncio4j.net.NettyTransport;
import org.asyncio4j.sync.Semaphore;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Processes that do not do what one would like them to.
@EnabledOnOs(OS.LINUX)
@Timeout(120)
final class SubprocessFaultsTest {
  /// Says that it is ready, and takes no notice of SIGTERM.
  private static final String STUBBORN = "trap '' TERM; echo ready; while :; do sleep 0.05; done";

  /// Children that are not these tests'.
  private final Set<ProcessHandle> before = Processes.children();

  @TempDir Path folder;

  // --- P1: it ends before its input is written ---

  @OnEachTransport
  void p1AProcessThatDoesNotReadItsInputIsNoFailure(NettyTransport transport) {
    Processes.run(
        transport,
        () -> {
          SubprocessOptions options = SubprocessOptions.DEFAULT.withInput(new byte[10_000_000]);
          CompletedProcess completed = Subprocess.run(options, "sh", "-c", "echo enough; exit 4");
          assertThat(completed.returncode()).isEqualTo(4);
          assertThat(completed.stdoutText()).isEqualTo("enough\n");
        });
  }

  @OnEachTransport
  void p1WritingToAProcessThatHasEndedIsABrokenPipe(NettyTransport transport) {
    Processes.run(
        transport,
        () -> {
          try (Subprocess process = Subprocess.exec("sh", "-c", "exit 4")) {
            assertThat(process.waitFor()).isEqualTo(4);
            assertThatThrownBy(
                    () -> {
                      process.stdin().write(new byte[10]);
                      process.stdin().waitClosed();
                    })
                .isInstanceOf(IOException.class)
                .hasMessageMatching(".*[Bb]roken pipe|Stream closed"); // the latter is the JDK's
          }
        });
  }

  // --- P2: much at the same time ---

  @OnEachTransport
  void p2TenMegabytesBothWaysAndOnBothOutputs(NettyTransport transport) {
    byte[] input = new byte[10_000_000];
    Arrays.fill(input, (byte) 'x');
    Processes.run(
        transport,
        () -> {
          SubprocessOptions options = SubprocessOptions.DEFAULT.withInput(input);
          CompletedProcess completed = Subprocess.run(options, "tee", "/dev/stderr");
          assertThat(completed.stdout()).isEqualTo(input);
          assertThat(completed.stderr()).isEqualTo(input);
        });
  }

  // --- P3: cancellation ---

  @OnEachTransport
  void p3CancellingCommunicateTerminatesTheTreeAndReapsIt(NettyTransport transport) {
    Processes.run(
        transport,
        () -> {
          Subprocess shell = Subprocess.shell("sleep 100 & echo $!; wait");
          long child = Processes.readPid(shell.stdout());
          Task<CompletedProcess> talk = Asyncio.createTask(() -> shell.communicate(null));
          Asyncio.sleep(Duration.ZERO);
          talk.cancel();
          assertThatThrownBy(talk::await).isInstanceOf(CancelledError.class);
          assertThat(shell.returncode()).isEqualTo(-15);
          assertThat(Processes.isRunning(child)).isFalse();
          assertThat(before).containsAll(Processes.children());
        });
  }

  @OnEachTransport
  void p3WhatTakesNoNoticeOfSigtermIsKilledAfterTheGrace(NettyTransport transport) {
    Processes.run(
        transport,
        () -> {
          Duration grace = Duration.ofMillis(200);
          SubprocessOptions options = SubprocessOptions.DEFAULT.withKillGrace(grace);
          Subprocess shell = Subprocess.shell(options, STUBBORN);
          assertThat(shell.stdout().readLine()).isEqualTo("ready\n".getBytes(US_ASCII));
          Task<CompletedProcess> talk = Asyncio.createTask(() -> shell.communicate(null));
          Asyncio.sleep(Duration.ZERO);
          long begin = System.nanoTime();
          talk.cancel();
          assertThatThrownBy(talk::await).isInstanceOf(CancelledError.class);
          assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(grace.toNanos());
          assertThat(shell.returncode()).isEqualTo(-9);
          assertThat(before).containsAll(Processes.children());
        });
  }

  @OnEachTransport
  void p3ACancelScopeDoesNotCutTheEndShort(NettyTransport transport) {
    Processes.run(
        transport,
        () -> {
          SubprocessOptions options =
              SubprocessOptions.DEFAULT.withKillGrace(Duration.ofMillis(50));
          Subprocess shell = Subprocess.shell(options, STUBBORN);
          assertThat(shell.stdout().readLine()).isEqualTo("ready\n".getBytes(US_ASCII));
          boolean whole =
              Asyncio.moveOnAfter(
                  Duration.ofMillis(10),
                  () -> {
                    var _ = shell.communicate(null);
                  });
          assertThat(whole).isFalse();
          assertThat(shell.returncode()).isEqualTo(-9);
        });
  }

  @OnEachTransport
  void p3WhatIsSaidAboutTheEndDoesNotHoldItUp(NettyTransport transport) {
    Processes.run(
        transport,
        () -> {
          String wordy =
              "trap 'head -c 3000000 /dev/zero; exit 5' TERM; echo ready; sleep 100 & wait";
          Subprocess shell = Subprocess.shell(wordy);
          assertThat(shell.stdout().readLine()).isEqualTo("ready\n".getBytes(US_ASCII));
          Task<CompletedProcess> talk = Asyncio.createTask(() -> shell.communicate(null));
          Asyncio.sleep(Duration.ZERO);
          talk.cancel();
          assertThatThrownBy(talk::await).isInstanceOf(CancelledError.class);
          assertThat(shell.returncode()).isEqualTo(5);
        });
  }

  @OnEachTransport
  void p3CancellingTheStartKillsWhatWasStarted(NettyTransport transport) throws Exception {
    Path in = folder.resolve("in");
    Path out = folder.resolve("out");
    assertThat(new ProcessBuilder("mkfifo", in.toString(), out.toString()).start().waitFor())
        .isZero();
    Processes.run(
        transport,
        () -> {
          long open = Processes.descriptors();
          // the start waits until somebody has opened the other end of each of these
          SubprocessOptions options =
              SubprocessOptions.DEFAULT.withStdin(Stdio.file(in)).withStdout(Stdio.file(out));
          Task<Subprocess> start =
              Asyncio.createTask(() -> Subprocess.exec(options, "sleep", "100"));
          try (OutputStream toProcess = Asyncio.toThread(() -> new FileOutputStream(in.toFile()))) {
            // it has begun, and waits for the second; others go on
            assertThat(Subprocess.run("true").returncode()).isZero();
            start.cancel();
            assertThatThrownBy(start::await).isInstanceOf(CancelledError.class);
            try (InputStream _ = Asyncio.toThread(() -> new FileInputStream(out.toFile()))) {
              Asyncio.toThread(() ->
                  assertThatThrownBy(() -> toProcess.write(new byte[1_000_000])) // nobody reads it
                      .hasMessageContaining("roken pipe"));
            }
          }
          Processes.assertNoChildLeft(before);
          Processes.awaitDescriptors(open);
        });
  }

  @Test
  void p3AStartThatIsCancelledInTheQueueDoesNotBegin() throws Exception {
    Processes.run(() -> {
      StandardPipes pipes = new StandardPipes(Stdio.PIPE, SubprocessOptions.DEFAULT);
      Launch launch = new Launch(List.of("sleep", "100"), SubprocessOptions.DEFAULT, pipes);
      launch.abandon();
      pipes.close();
      assertThatThrownBy(launch::call)
          .isInstanceOf(java.util.concurrent.CancellationException.class);
      assertThat(before).containsAll(Processes.children());
    });
  }

  // --- P4: somebody else holds the pipe ---

  @OnEachTransport
  void p4WaitForReturnsWhileAGrandchildHoldsThePipe(NettyTransport transport) {
    Processes.run(
        transport,
        () -> {
          try (Subprocess shell = Subprocess.shell("sleep 100 & echo $!; exit 6")) {
            long child = Processes.readPid(shell.stdout());
            assertThat(shell.waitFor()).isEqualTo(6);
            assertThat(Processes.isRunning(child)).isTrue();
            Processes.killStray(child);
          }
        });
  }

  @OnEachTransport
  void p4CommunicateReturnsWhatHasComeAfterTheGrace(NettyTransport transport) {
    Processes.run(
        transport,
        () -> {
          SubprocessOptions options =
              SubprocessOptions.DEFAULT.withEofGrace(Duration.ofMillis(100));
          CompletedProcess completed =
              Subprocess.run(options, "sh", "-c", "sleep 100 & echo $!; exit 6");
          assertThat(completed.returncode()).isEqualTo(6);
          long child = Long.parseLong(completed.stdoutText().strip());
          assertThat(Processes.isRunning(child)).isTrue();
          Processes.killStray(child);
        });
  }

  // --- P5: many ---

  @OnEachTransport
  void p5AThousandProcessesLeaveNothingBehind(NettyTransport transport) {
    Processes.run(transport, () -> runMany(1_000));
  }

  /// A minute on each transport: `-Dasyncio.test.long=true`.
  @OnEachTransport
  @EnabledIfSystemProperty(named = "asyncio.test.long", matches = "true")
  @Timeout(600)
  void p5TenThousandProcessesLeaveNothingBehind(NettyTransport transport) {
    Processes.run(transport, () -> runMany(10_000));
  }

  private void runMany(int count) throws Exception {
    runFiftyAtATime(50); // what the JDK and the loop open once
    long open = Processes.descriptors();
    runFiftyAtATime(count);
    assertThat(Processes.zombies()).isZero();
    assertThat(before).containsAll(Processes.children());
    Processes.awaitDescriptors(open);
  }

  private static void runFiftyAtATime(int count) {
    Semaphore places = Semaphore.create(50);
    Asyncio.taskGroup(group -> {
      for (int i = 0; i < count; i++) {
        String text = Integer.toString(i);
        var _ =
            group.createTask(() -> {
              places.acquire();
              try {
                assertThat(Subprocess.run("echo", text).stdoutText()).isEqualTo(text + "\n");
              } finally {
                places.release();
              }
            });
      }
    });
  }

  // --- P6: what cannot be started ---

  @Test
  void p6NulIsRefusedWithItsPlace() throws Exception {
    Processes.run(() -> {
      assertThatThrownBy(() -> Subprocess.exec("echo", "fine", "bro\0ken"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("argument 2 of echo has a NUL at position 3");
      assertThatThrownBy(() -> Subprocess.exec("ec\0ho"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'ec␀ho'");
      assertThatThrownBy(() -> Subprocess.exec()).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Subprocess.exec("")).isInstanceOf(IllegalArgumentException.class);
    });
    Processes.assertNoChildLeft(before);
  }

  @OnEachTransport
  void p6WhatCannotBeStartedSaysWhyAndLeavesNothing(NettyTransport transport) throws Exception {
    Path noProgram = Files.writeString(folder.resolve("text"), "no program");
    Path orphan = Files.writeString(folder.resolve("orphan"), "#!/nonexistent/interpreter\n");
    Files.setPosixFilePermissions(orphan, PosixFilePermissions.fromString("rwxr-xr-x"));
    SubprocessOptions options = SubprocessOptions.DEFAULT;
    Processes.run(
        transport,
        () -> {
          long open = Processes.descriptors();
          assertFails(options, SubprocessStartError.Reason.PROGRAM_NOT_FOUND, "no-such-program");
          assertFails(options, SubprocessStartError.Reason.PROGRAM_NOT_FOUND, orphan.toString());
          assertFails(options, SubprocessStartError.Reason.NOT_PERMITTED, noProgram.toString());
          assertFails(options, SubprocessStartError.Reason.NOT_PERMITTED, folder.toString());
          assertFails(
              options.withDirectory(folder.resolve("missing")),
              SubprocessStartError.Reason.DIRECTORY,
              "true");
          assertFails(
              options.withDirectory(noProgram), SubprocessStartError.Reason.DIRECTORY, "true");
          assertFails(
              options.withStdin(Stdio.file(folder.resolve("missing"))),
              SubprocessStartError.Reason.OTHER,
              "true");
          Processes.awaitDescriptors(open);
        });
    Processes.assertNoChildLeft(before);
  }

  private static void assertFails(
      SubprocessOptions options, SubprocessStartError.Reason reason, String program) {
    assertThatThrownBy(() -> Subprocess.exec(options, program))
        .isInstanceOfSatisfying(
            SubprocessStartError.class,
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e.program()).isEqualTo(program);
            })
        .hasMessageStartingWith("cannot start " + program + ": ");
  }

  @Test
  void p6ADirectoryThatMayNotBeEnteredIsNamed() throws Exception {
    Path closed = Files.createDirectory(folder.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    Assumptions.assumeFalse(Files.isExecutable(closed), "this user may enter any directory");
    Processes.run(() ->
        assertThatThrownBy(
                () -> Subprocess.exec(SubprocessOptions.DEFAULT.withDirectory(closed), "true"))
            .isInstanceOf(SubprocessStartError.class)
            .hasMessageContaining("its directory " + closed + " may not be entered by this user"));
  }

  @Test
  void p6AnArgumentOfAMegabyteIsNamedByItsPlace() throws Exception {
    Processes.run(() ->
        assertThatThrownBy(() -> Subprocess.exec("echo", "short", "x".repeat(1_000_000)))
            .isInstanceOfSatisfying(
                SubprocessStartError.class,
                e ->
                    assertThat(e.reason())
                        .isEqualTo(SubprocessStartError.Reason.ARGUMENTS_TOO_LONG))
            .hasMessageContaining("argument 2 has 1000000 characters"));
    Processes.assertNoChildLeft(before);
  }
}
