package org.asyncio4j;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A JVM of its own, for what a test cannot do to itself: Ctrl-C, other options, a fresh start.
final class ChildJvm implements AutoCloseable {
  static final String OPEN = "--add-opens=java.base/java.lang=ALL-UNNAMED";

  private static final String END = "end of output";

  private final Process process;
  private final BlockingQueue<String> unread = new LinkedBlockingQueue<>();
  private final List<String> read = new ArrayList<>();

  private ChildJvm(Process process) {
    this.process = process;
    Thread.ofPlatform().daemon().name("child output").start(this::collect);
  }

  /// Runs `program`, a class with a `main`, on the engine of this test run.
  static ChildJvm start(Class<?> program, String... args) {
    String engine = System.getProperty("asyncio.engine", "auto");
    List<String> options = new ArrayList<>();
    options.add("-Dasyncio.engine=" + engine);
    if (!engine.equals("baton")) {
      options.add(OPEN);
    }
    options.add("-XX:TieredStopAtLevel=1");
    return start(options, program, List.of(args));
  }

  /// Runs `program`, a class with a `main`, with JVM options of the test's choice.
  static ChildJvm startWith(Class<?> program, String... options) {
    return start(List.of(options), program, List.of());
  }

  /// Runs `program`, a class with a `main`, with one environment variable of the test's choice, to
  /// its good end. {@return what it printed}
  static List<String> runWithEnvironment(Class<?> program, String name, String value)
      throws InterruptedException {
    return toGoodEnd(start(List.of(), program, List.of(), Map.of(name, value)));
  }

  /// As [#startWith], to its end, which has to be a good one. {@return what it printed}
  static List<String> runWith(Class<?> program, String... options) throws InterruptedException {
    return toGoodEnd(startWith(program, options));
  }

  private static List<String> toGoodEnd(ChildJvm started) throws InterruptedException {
    try (ChildJvm child = started) {
      int status = child.exitStatus();
      List<String> printed = child.output();
      if (status != 0) {
        throw new AssertionError("exit status " + status + ", after " + printed);
      }
      return printed;
    }
  }

  private static ChildJvm start(List<String> options, Class<?> program, List<String> args) {
    return start(options, program, args, Map.of());
  }

  private static ChildJvm start(
      List<String> options, Class<?> program, List<String> args, Map<String, String> environment) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(program.getName());
    command.addAll(args);
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().putAll(environment);
      return new ChildJvm(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  private void collect() {
    try (BufferedReader output = process.inputReader()) {
      output.lines().forEach(unread::add);
    } catch (IOException | UncheckedIOException e) {
      unread.add("output lost: " + e);
    }
    unread.add(END);
  }

  /// Waits until the program prints `expected`.
  void awaitLine(String expected) throws InterruptedException {
    awaitLine(expected, line -> line.equals(expected));
  }

  /// Waits until the program, or its JVM, prints a line with `part` in it.
  void awaitLineThatContains(String part) throws InterruptedException {
    awaitLine(part, line -> line.contains(part));
  }

  private void awaitLine(String expected, Predicate<String> wanted) throws InterruptedException {
    while (true) {
      String line = unread.poll(30, TimeUnit.SECONDS);
      if (line == null || line.equals(END)) {
        throw new AssertionError("the child did not print '" + expected + "' but " + read);
      }
      read.add(line);
      if (wanted.test(line)) {
        return;
      }
    }
  }

  /// Sends a signal of the operating system.
  void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    if (kill.waitFor() != 0 && process.isAlive()) {
      throw new AssertionError("kill -" + name + " failed; the child printed " + read);
    }
  }

  /// Waits a while for the end of the program. {@return whether it has ended}
  boolean awaitExit(Duration patience) throws InterruptedException {
    return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Waits for the end of the program. {@return its exit status}
  int exitStatus() throws InterruptedException {
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError("the child did not end; it printed " + read);
    }
    return process.exitValue();
  }

  /// Everything the program has printed. Only after its end.
  List<String> output() throws InterruptedException {
    for (String line = unread.take(); !line.equals(END); line = unread.take()) {
      read.add(line);
    }
    return read;
  }

  @Override
  public void close() {
    var _ = process.destroyForcibly();
  }
}
