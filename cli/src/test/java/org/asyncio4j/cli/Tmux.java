package org.asyncio4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A console in a pseudo-terminal, on the engine of this test run. Each has a tmux server of its
/// own.
final class Tmux implements AutoCloseable {
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final String PROMPT = ">>>";

  private final String server;
  private final Path errors;

  /// Starts a console and waits for its prompt.
  ///
  /// @param home the user's home, with the history in it
  /// @param options for the JVM
  Tmux(Path home, String... options) throws IOException, InterruptedException {
    server = "asyncio4j-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    errors = Files.createTempFile(home, "tmux", null);
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    java.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
    java.add("--enable-native-access=ALL-UNNAMED");
    java.add("-Dasyncio.engine=" + System.getProperty("asyncio.engine", "auto"));
    java.add("-Duser.home=" + home);
    java.addAll(List.of(options));
    java.addAll(List.of("-cp", System.getProperty("java.class.path")));
    java.addAll(List.of(Main.class.getName(), "repl"));
    Path script = Files.createTempFile(home, "console", ".sh");
    Files.writeString(
        script,
        "export LC_ALL=C.UTF-8\nunset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS NO_COLOR\n'"
            + String.join("' '", java)
            + "'\necho \"status $?\"\nexec cat\n");
    run("-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "60", "sh " + script);
    prompt();
  }

  /// Waits for the prompt, types `line` and Enter.
  void enter(String line) throws IOException, InterruptedException {
    prompt();
    type(line);
    await(line, lines -> !lines.getLast().equals(PROMPT)); // so that the next prompt is a new one
    key("Enter");
  }

  void type(String text) throws IOException, InterruptedException {
    run("send-keys", "-l", text.endsWith(";") ? text + " " : text); // ";" would end tmux's command
  }

  void key(String name) throws IOException, InterruptedException {
    run("send-keys", name);
  }

  /// Waits for an empty prompt in the last line.
  void prompt() throws IOException, InterruptedException {
    await(PROMPT, lines -> !lines.isEmpty() && lines.getLast().equals(PROMPT));
  }

  /// Waits for a line. {@return all lines}
  List<String> await(String line) throws IOException, InterruptedException {
    return await(line, lines -> lines.contains(line));
  }

  /// Waits until a line begins with `start`. {@return all lines}
  List<String> awaitStart(String start) throws IOException, InterruptedException {
    return await(start, lines -> lines.stream().anyMatch(line -> line.startsWith(start)));
  }

  /// Waits until the screen is as it should be. {@return all lines}
  List<String> await(String what, Predicate<List<String>> condition)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    List<String> lines = screen();
    while (!condition.test(lines)) {
      if (System.nanoTime() - start > LIMIT_NANOS) {
        throw new AssertionError("no \"" + what + "\" in\n" + String.join("\n", lines));
      }
      lines = screen();
    }
    return lines;
  }

  /// {@return the lines that are not empty}
  List<String> screen() throws IOException, InterruptedException {
    return run("capture-pane", "-p")
        .lines()
        .map(String::stripTrailing)
        .filter(line -> !line.isEmpty())
        .toList();
  }

  /// {@return the same with its colours}
  String colours() throws IOException, InterruptedException {
    return run("capture-pane", "-p", "-e");
  }

  private String run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("tmux", "-L", server));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().remove("TMUX");
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command + " failed: " + Files.readString(errors));
    }
    return out;
  }

  @Override
  public void close() throws IOException {
    try {
      run("kill-server");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
