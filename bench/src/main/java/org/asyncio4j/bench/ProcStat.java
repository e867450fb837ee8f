package org.asyncio4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/// The CPU time of any process, as Linux tells it in `/proc/PID/stat`.
final class ProcStat {
  /// Linux tells it in hundredths of a second, whatever its own clock does.
  private static final int MILLIS_A_TICK = 10;

  /// Where user and system time stand behind the name: they are fields 14 and 15, the name is 2.
  private static final int USER = 14 - 3;

  private static final int SYSTEM = 15 - 3;

  private ProcStat() {}

  /// {@return what all threads of a process have computed so far, in user code and in the kernel}
  ///
  /// @throws IOException when there is no such process
  static Duration cpu(long pid) throws IOException {
    try {
      return cpuIn(Files.readString(Path.of("/proc", Long.toString(pid), "stat")));
    } catch (NoSuchFileException e) {
      throw new IOException("process " + pid + " has ended", e);
    }
  }

  /// {@return the same, from the line of the file}
  static Duration cpuIn(String line) throws IOException {
    // The name is in parentheses and may hold anything, spaces and parentheses too.
    int name = line.lastIndexOf(") ");
    String[] fields = name < 0 ? new String[0] : line.substring(name + 2).strip().split(" ");
    try {
      if (fields.length > SYSTEM) {
        long ticks = Math.addExact(Long.parseLong(fields[USER]), Long.parseLong(fields[SYSTEM]));
        return Duration.ofMillis(Math.multiplyExact(ticks, MILLIS_A_TICK));
      }
    } catch (NumberFormatException e) {
      // the same as too few fields: not what Linux writes
    }
    throw new IOException("no line of a /proc/PID/stat: '" + line.strip() + "'");
  }
}
