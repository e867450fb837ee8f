package org.asyncio4j.bench;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A process that works for a lane. Its output goes to a log.
///
/// @param status what it ended with
/// @param lines what it printed
record Child(int status, List<String> lines) {
  /// {@return a JVM with a lane's flags}
  ///
  /// @param arguments options, `-cp`, class and its arguments
  static List<String> java(Lane lane, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(lane.jvmArgs());
    command.addAll(arguments);
    return command;
  }

  /// Runs `command` to its end.
  ///
  /// @param input what it reads
  /// @throws IOException when it cannot be started or takes longer than `limit`
  static Child run(List<String> command, String input, Path log, Duration limit)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      try (Writer stdin = process.outputWriter()) {
        stdin.write(input);
      }
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("took more than " + limit.toSeconds() + " s");
      }
    } finally {
      process.destroyForcibly();
    }
    return new Child(process.exitValue(), Files.readAllLines(log));
  }

  /// {@return this, which has succeeded}
  Child succeeded() throws IOException {
    if (status != 0) {
      throw new IOException("exit code " + status);
    }
    return this;
  }

  /// {@return the number behind `key`}
  double number(String key) throws IOException {
    for (String line : lines) {
      if (line.startsWith(key + " ")) {
        return Double.parseDouble(line.substring(key.length() + 1));
      }
    }
    throw new IOException("printed no '" + key + "'");
  }
}
