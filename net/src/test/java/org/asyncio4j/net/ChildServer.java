package org.asyncio4j.net;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A server in a JVM of its own, with descriptors of its own: prints what a test waits for, and
/// ends with its standard input.
final class ChildServer implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;
  private final List<String> read = new ArrayList<>();

  /// Runs `program`, a class with a `main`, on the engine of this test run.
  ///
  /// @param descriptors how many it may have open
  ChildServer(Class<?> program, int descriptors, NettyTransport transport) throws IOException {
    String engine = System.getProperty("asyncio.engine", "auto");
    List<String> command = new ArrayList<>();
    command.addAll(List.of("/bin/sh", "-c", "ulimit -n " + descriptors + " && exec \"$0\" \"$@\""));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Dasyncio.engine=" + engine, "-Dasyncio.transport=" + transport.text()));
    if (!engine.equals("baton")) {
      command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
    }
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(program.getName());
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    output = process.inputReader();
    CompletableFuture.delayedExecutor(100, TimeUnit.SECONDS).execute(process::destroyForcibly);
  }

  /// How many descriptors a process may have open here.
  static long mostDescriptors() throws IOException {
    try (Stream<String> limits = Files.lines(Path.of("/proc/self/limits"))) {
      String[] words =
          limits
              .filter(line -> line.startsWith("Max open files"))
              .findFirst()
              .orElseThrow()
              .split(" +", -1);
      return words[4].equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(words[4]);
    }
  }

  /// Waits until it prints a line that starts with `start`. {@return the rest of the line}
  String await(String start) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      read.add(line);
      if (line.startsWith(start)) {
        return line.substring(start.length());
      }
    }
    throw new AssertionError("the child has ended, after " + read);
  }

  /// Has it go on: it reads a line.
  void next() throws IOException {
    process.outputWriter().write("next\n");
    process.outputWriter().flush();
  }

  /// Ends it, and waits for that. {@return its exit status}
  int end(Duration patience) throws IOException, InterruptedException {
    process.outputWriter().close();
    if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the child does not end; it has printed " + read);
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
