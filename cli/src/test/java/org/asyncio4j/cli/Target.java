package org.asyncio4j.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A JVM to be looked into, on the engine of the test run, with nothing prepared in it; and the
/// tools, run in this JVM.
final class Target implements AutoCloseable {
  /// What a tool has said.
  ///
  /// @param status its exit status
  /// @param out what it printed
  /// @param err what it complained about
  record Answer(int status, String out, String err) {}

  private final Process process;
  private final BufferedReader output;

  private Target(Process process) {
    this.process = process;
    this.output = process.inputReader();
  }

  /// Runs a program of [Hung] and waits until it is ready.
  static Target start(List<String> options, String... program) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    String engine = System.getProperty("asyncio.engine", "auto");
    command.add("-Dasyncio.engine=" + engine);
    if (!engine.equals("baton")) {
      command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
    }
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Hung.class.getName()));
    command.addAll(List.of(program));
    Target target = new Target(new ProcessBuilder(command).redirectErrorStream(true).start());
    target.awaitLine("ready");
    return target;
  }

  static Target start(String... program) throws IOException {
    return start(List.of(), program);
  }

  /// Waits until the program prints a line with `part` in it. {@return the line}
  String awaitLine(String part) throws IOException {
    List<String> before = new ArrayList<>();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      before.add(line);
      if (line.contains(part)) {
        return line;
      }
    }
    throw new AssertionError("the program did not print '" + part + "' but " + before);
  }

  long pid() {
    return process.pid();
  }

  Process process() {
    return process;
  }

  /// Runs `command` with `options` on this.
  Answer ask(String command, String... options) {
    return ask(pid(), command, options);
  }

  static Answer ask(long pid, String command, String... options) {
    List<String> arguments = new ArrayList<>();
    arguments.add(command);
    arguments.addAll(List.of(options));
    arguments.add(Long.toString(pid));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments.toArray(String[]::new));
    return new Answer(status, out.toString(), err.toString());
  }

  @Override
  public void close() {
    var _ = process.destroyForcibly();
  }
}
