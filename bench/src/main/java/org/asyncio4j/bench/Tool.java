package org.asyncio4j.bench;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How to start a program of this machine, or why it cannot be started.
///
/// @param command the program and its first arguments
/// @param missing why it is not there; null when it is
record Tool(List<String> command, @Nullable String missing) {
  static Tool of(List<String> command) {
    return new Tool(command, null);
  }

  static Tool missing(String why) {
    return new Tool(List.of(), why);
  }

  /// {@return the program of this name on the PATH}
  static Tool onPath(String name) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      Path file = Path.of(folder, name);
      if (Files.isExecutable(file) && !Files.isDirectory(file)) {
        return of(List.of(file.toString()));
      }
    }
    return missing("no " + name + " on the PATH");
  }

  boolean isThere() {
    return missing == null;
  }

  /// {@return the same with more arguments}
  Tool with(String... arguments) {
    return new Tool(Stream.concat(command.stream(), Stream.of(arguments)).toList(), missing);
  }
}
