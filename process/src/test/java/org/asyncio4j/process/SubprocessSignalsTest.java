package org.asyncio4j.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
@Timeout(60)
final class SubprocessSignalsTest {
  /// Where root can say which number the next process gets.
  private static final Path LAST_PID = Path.of("/proc/sys/kernel/ns_last_pid");

  @Test
  void signalsArriveByNameAndNumber() {
    Processes.run(() -> {
      String script =
          "trap 'echo usr1' USR1; trap 'echo hup' HUP; trap 'exit 7' INT;"
              + " echo ready; while :; do sleep 0.01; done";
      try (Subprocess shell = Subprocess.shell(script)) {
        assertThat(shell.stdout().readLine(UTF_8)).isEqualTo("ready\n");
        shell.sendSignal("USR1");
        assertThat(shell.stdout().readLine(UTF_8)).isEqualTo("usr1\n");
        shell.sendSignal(1);
        assertThat(shell.stdout().readLine(UTF_8)).isEqualTo("hup\n");
        shell.sendSignal("SIGINT");
        assertThat(shell.waitFor()).isEqualTo(7);
      }
    });
  }

  @Test
  void terminateAndKillAreMinusTheirSignals() {
    Processes.run(() -> {
      try (Subprocess sleep = Subprocess.exec("sleep", "100")) {
        sleep.terminate();
        assertThat(sleep.waitFor()).isEqualTo(-15);
      }
      try (Subprocess sleep = Subprocess.exec("sleep", "100")) {
        sleep.kill();
        assertThat(sleep.waitFor()).isEqualTo(-9);
      }
    });
  }

  @Test
  void aCodeThatLooksLikeASignalIsACode() throws Exception {
    Pidfd self = Pidfd.of(ProcessHandle.current());
    Assumptions.assumeTrue(self != null, "native access is off");
    self.close();
    String[] version = System.getProperty("os.version").split("[.-]", -1);
    int major = Integer.parseInt(version[0]);
    Assumptions.assumeTrue(
        major > 6 || (major == 6 && Integer.parseInt(version[1]) >= 15),
        "Linux tells how a process has ended from 6.15 on");
    Processes.run(() -> {
      try (Subprocess shell = Subprocess.shell("read line; exit 137")) {
        shell.stdin().close();
        assertThat(shell.waitFor()).isEqualTo(137);
      }
    });
  }

  @Test
  void signalsAfterTheEndDoNothing() {
    Processes.run(() -> {
      try (Subprocess process = Subprocess.exec("true")) {
        assertThat(process.waitFor()).isZero();
        process.sendSignal("USR1");
        process.terminate();
        process.kill();
        assertThat(process.returncode()).isZero();
      }
    });
  }

  @Test
  void unknownSignalsAreRefused() {
    Processes.run(() -> {
      try (Subprocess cat = Subprocess.exec("cat")) {
        assertThatThrownBy(() -> cat.sendSignal("NONE")).hasMessageContaining("'NONE'");
        assertThatThrownBy(() -> cat.sendSignal(0)).hasMessageContaining("signal 0");
        assertThatThrownBy(() -> cat.sendSignal(65)).hasMessageContaining("signal 65");
      }
    });
  }

  @Test
  @SuppressWarnings("try") // what is closed early does nothing later
  void aRecycledNumberIsNeverHit() {
    Assumptions.assumeTrue(Files.isWritable(LAST_PID), "only root may say which number is next");
    Processes.run(() -> {
      try (Subprocess first = Subprocess.exec("true")) {
        assertThat(first.waitFor()).isZero();
        try (Subprocess second = startAs(first.pid())) {
          Assumptions.assumeTrue(second.pid() == first.pid(), "another process was faster");
          first.sendSignal("USR1");
          first.terminate();
          first.kill();
          first.close();
          second.stdin().write("still here\n");
          assertThat(second.stdout().readLine(UTF_8)).isEqualTo("still here\n");
        }
      }
    });
  }

  /// A process with the number `pid`, if that can be had.
  private static Subprocess startAs(long pid) throws IOException {
    for (int attempt = 0; attempt < 20; attempt++) {
      Files.writeString(LAST_PID, Long.toString(pid - 2)); // the JDK's helper takes one
      Subprocess started = Subprocess.exec("cat");
      if (started.pid() == pid) {
        return started;
      }
      started.close();
    }
    return Subprocess.exec("cat");
  }

  @Test
  void withoutNativeAccessThereAreTwoSignalsAndCodesAreGuessed() {
    Processes.run(() -> {
      CompletedProcess completed =
          Subprocess.run(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "--illegal-native-access=deny",
              "-Dasyncio.engine=baton",
              "-cp",
              System.getProperty("java.class.path"),
              WithoutNativeAccess.class.getName());
      assertThat(completed.stdoutText().lines())
          .as(completed.stderrText())
          .containsExactly(
              "NIO",
              "3",
              "-2",
              "SIGUSR1 cannot be sent here: other signals than SIGTERM and SIGKILL need Linux, and"
                  + " a JVM that was started with --enable-native-access",
              "-15");
    });
  }

  @Test
  void aDescriptorOfAProcessIsOfThatOneOnly() throws Exception {
    Process sleep = new ProcessBuilder("sleep", "100").start();
    Pidfd descriptor = Pidfd.of(sleep.toHandle());
    Assumptions.assumeTrue(descriptor != null, "native access is off");
    sleep.destroyForcibly();
    sleep.waitFor();
    descriptor.send(Signals.KILL); // nobody
    descriptor.close();
    descriptor.send(Signals.KILL);
    assertThat(descriptor.exitStatus()).isNull();
    assertThat(Pidfd.of(sleep.toHandle())).isNull();
  }
}
