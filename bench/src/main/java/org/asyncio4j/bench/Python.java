package org.asyncio4j.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The CPython that `python3` on the PATH starts.
///
/// @param usable whether the scripts run on it
/// @param text its name and version, or why it cannot be used
record Python(boolean usable, String text) {
  static final String COMMAND = "python3";

  /// The one of this machine.
  static final Python FOUND = find();

  /// The first with task groups.
  private static final int OLDEST_MINOR = 11;

  private static Python find() {
    try {
      Process process = new ProcessBuilder(COMMAND, "--version").redirectErrorStream(true).start();
      try (InputStream printed = process.getInputStream()) {
        return of(new String(printed.readAllBytes(), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      return new Python(false, "no " + COMMAND + " on the PATH");
    }
  }

  /// {@return the one that says this about its version}
  static Python of(String version) {
    Matcher parts = Pattern.compile("Python 3\\.(\\d+)\\S*").matcher(version.strip());
    if (!parts.matches()) {
      return new Python(false, COMMAND + " on the PATH is no CPython 3");
    }
    String name = "C" + parts.group();
    if (Integer.parseInt(parts.group(1)) < OLDEST_MINOR) {
      return new Python(false, name + " has no task groups: 3." + OLDEST_MINOR + " or newer has");
    }
    return new Python(true, name);
  }
}
