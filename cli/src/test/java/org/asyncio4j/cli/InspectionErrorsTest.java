package org.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import org.asyncio4j.cli.Target.Answer;
import org.junit.jupiter.api.Test;

/// A process that cannot be looked into: one sentence says why, and what to do.
class InspectionErrorsTest {
  private static String complaint(long pid) {
    Answer answer = Target.ask(pid, "ps");
    assertThat(answer.status()).isEqualTo(1);
    assertThat(answer.out()).isEmpty();
    return answer.err().strip();
  }

  private static Process start(String... command) throws IOException {
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  @Test
  void noSuchProcess() throws Exception {
    Process ended = start("true");
    assertThat(ended.waitFor()).isZero();
    assertThat(complaint(ended.pid()))
        .startsWith("asyncio: there is no process " + ended.pid() + ": \"jps -l\"");
  }

  @Test
  void noJvm() throws Exception {
    Process process = start("sleep", "1000");
    try {
      assertThat(complaint(process.pid())).contains("is no JVM").contains("sleep");
      assertThat(process.isAlive()).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void attachingIsDisabled() throws Exception {
    try (Target target = Target.start(List.of("-XX:+DisableAttachMechanism"), "nothing")) {
      assertThat(complaint(target.pid()))
          .endsWith(
              "was started with -XX:+DisableAttachMechanism: start it without, to look into it");
    }
  }

  @Test
  void aJvmWithoutAsyncio() throws Exception {
    Process process = startWithout(NoLibrary.class, "nothing");
    try {
      assertThat(complaint(process.pid())).contains("does not use asyncio4j");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void asyncioInAClassLoaderOfItsOwn() throws Exception {
    Process process = startWithout(NoLibrary.class, "hidden");
    try {
      assertThat(complaint(process.pid()))
          .contains("in a class loader of its own")
          .contains("registerMBean(new org.asyncio4j.debug.Inspector()");
    } finally {
      process.destroyForcibly();
    }
  }

  /// The way out that the message tells.
  @Test
  void aProgramMayRegisterTheInspectorItself() throws Exception {
    Process process = startWithout(NoLibrary.class, "registered");
    try {
      Answer answer = Target.ask(process.pid(), "ps");
      assertThat(answer.err()).isEmpty();
      assertThat(answer.out()).contains("There is no event loop");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aProcessThatIsSuspended() throws Exception {
    assumeTrue(new File("/bin/kill").canExecute());
    try (Target target = Target.start("nothing")) {
      assertThat(start("kill", "-STOP", Long.toString(target.pid())).waitFor()).isZero();
      assertThat(complaint(target.pid())).contains("does not answer: it is suspended, too busy");
    }
  }

  /// Only as the superuser can one start a process of another user.
  @Test
  void aProcessOfAnotherUser() throws Exception {
    String user = ProcessHandle.current().info().user().orElse("");
    ProcessHandle init = ProcessHandle.of(1).orElseThrow();
    String owner = init.info().user().orElse(user);
    assumeTrue(!user.equals("root") && !owner.equals(user));
    assertThat(complaint(1)).contains("belongs to " + owner).contains("only " + owner + " can");
  }

  /// Runs a program whose class path has this one class, and waits until it is ready.
  private static Process startWithout(Class<?> program, String mode) throws Exception {
    String classes =
        Path.of(program.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    Process process =
        start(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            classes,
            "-Dlibrary=" + System.getProperty("java.class.path"),
            program.getName(),
            mode);
    assertThat(process.inputReader().readLine()).isEqualTo("ready");
    return process;
  }

  /// Has the library in no class loader, in one of its own, or there with an inspector registered.
  static final class NoLibrary {
    private NoLibrary() {}

    public static void main(String[] arguments) throws Exception {
      Object kept = arguments[0].equals("nothing") ? "" : load(arguments[0].equals("registered"));
      System.out.println("ready");
      Thread.sleep(1_000_000);
      System.out.println(kept);
    }

    private static Object load(boolean register) throws Exception {
      String[] path = System.getProperty("library").split(File.pathSeparator, -1);
      URL[] urls = new URL[path.length];
      for (int i = 0; i < path.length; i++) {
        urls[i] = new File(path[i]).toURI().toURL();
      }
      ClassLoader own = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
      Class<?> loop = Class.forName("org.asyncio4j.EventLoop", true, own);
      if (register) {
        var _ =
            java.lang.management.ManagementFactory.getPlatformMBeanServer()
                .registerMBean(
                    own.loadClass("org.asyncio4j.debug.Inspector").getConstructor().newInstance(),
                    new javax.management.ObjectName("org.asyncio4j:type=Inspector,name=mine"));
      }
      return loop;
    }
  }
}
