package org.asyncio4j.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// One of the programs of this folder in a JVM of its own, started with the flags that `./asyncio
/// run` gives and on the engine of this test run. Its output is UTF-8 text, in files and pipes and
/// never in a terminal.
final class Program {
  private final Process process;
  private final BufferedReader out;
  private final Path err;

  /// What a program has left behind.
  ///
  /// @param status the exit status
  /// @param out the lines on stdout that no one has read before
  /// @param err all of stderr
  record End(int status, List<String> out, String err) {}

  /// Starts `source`.
  ///
  /// @param temporary an empty folder: the program's folder for temporary files
  Program(Path temporary, String source, String... arguments) throws IOException {
    this(temporary, List.of(), source, arguments);
  }

  /// As [#Program(Path, String, String...)], with more options for the JVM.
  Program(Path temporary, List<String> options, String source, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    // Where a shell has put Maven into the background without job control, SIGINT is ignored here,
    // and would be in all children.
    command.addAll(List.of("env", "--default-signal=INT"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-XX:+UseCompactObjectHeaders");
    command.add("-Dasyncio.engine=" + System.getProperty("asyncio.engine", "auto"));
    command.add("-Dasyncio.blocking=hold");
    command.add("-Dasyncio.watchdog=off"); // on a busy machine anything may take a second
    command.add("-Djava.io.tmpdir=" + temporary);
    // Where Netty unpacks its native libraries: `temporary` is for what the program itself makes.
    command.add("-Dio.netty.native.workdir=" + Path.of("target").toAbsolutePath());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(), source));
    command.addAll(List.of(arguments));

    err = Files.createTempFile("stderr", null);
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    process = builder.start();
    out = process.inputReader(UTF_8);
    // One that hangs does not hang the tests: its exit status will be 137.
    CompletableFuture.delayedExecutor(2, TimeUnit.MINUTES).execute(process::destroyForcibly);
  }

  /// The dependencies, without the classes of this module: a source does not run where its class is
  /// there too.
  private static String classPath() {
    String here = Path.of("target").toAbsolutePath() + File.separator;
    return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
        .splitAsStream(System.getProperty("java.class.path"))
        .filter(entry -> !entry.startsWith(here))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /// Waits for the next line on stdout. {@return it, or null at the end}
  String readLine() throws IOException {
    return out.readLine();
  }

  /// Waits for the next line on stdout, which says where the program serves. {@return the port}
  int servedPort() throws IOException {
    Matcher port = Pattern.compile("(?:port |http://127\\.0\\.0\\.1:)(\\d+)").matcher(readLine());
    if (!port.find()) {
      throw new IllegalStateException("it does not say on which port it serves");
    }
    return Integer.parseInt(port.group(1));
  }

  /// Does what Ctrl-C in a terminal does.
  void interrupt() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).inheritIO().start().waitFor();
  }

  /// Waits until the program has ended.
  End end() throws IOException, InterruptedException {
    List<String> lines = out.lines().toList();
    End end = new End(process.waitFor(), lines, Files.readString(err));
    Files.delete(err);
    return end;
  }
}
