package org.asyncio4j.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/// What a worker's process writes past the connection: the JVM's own last words, native code,
/// programs that a task has started. A thread reads it, so that the process is never held up.
final class RawOutput extends Thread {
  private static final int KEPT_LINES = 20;
  private static final int MAX_LINE = 8 * 1024;

  private final Process process;
  private final Consumer<WorkerOutput> output;
  private final ArrayDeque<String> last = new ArrayDeque<>();

  RawOutput(Process process, Consumer<WorkerOutput> output) {
    super("asyncio-pool-output-" + process.pid());
    this.process = process;
    this.output = output;
    setDaemon(true);
  }

  @Override
  public void run() {
    try (BufferedReader reader = process.inputReader()) {
      for (String line = nextLine(reader); !line.isEmpty(); line = nextLine(reader)) {
        note(line);
        output.accept(new WorkerOutput(process.pid(), true, line));
      }
    } catch (IOException e) { // the process has gone
    }
  }

  /// With its end, unless it is long or the last; "" when there is none.
  private static String nextLine(BufferedReader reader) throws IOException {
    StringBuilder line = new StringBuilder();
    int c = reader.read();
    while (c >= 0) {
      line.append((char) c);
      if (c == '\n' || line.length() == MAX_LINE) {
        break;
      }
      c = reader.read();
    }
    return line.toString();
  }

  /// Keeps something that went to the standard error, by whatever way. Any thread.
  void note(String text) {
    synchronized (last) {
      for (String line : text.lines().toList()) {
        last.add(line);
        if (last.size() > KEPT_LINES) {
          last.remove();
        }
      }
    }
  }

  /// {@return the last lines, once the process has ended} Does not wait for a program that a task
  /// has left behind, and that keeps the pipe.
  String lastLines() {
    try {
      join(Duration.ofMillis(500));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (last) {
      return String.join("\n", last);
    }
  }
}
