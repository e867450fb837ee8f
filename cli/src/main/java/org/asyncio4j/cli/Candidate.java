package org.asyncio4j.cli;

import com.sun.tools.attach.AttachNotSupportedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A process that somebody wants to look into. Everything that is found out here is found out
/// without touching it.
final class Candidate {
  private Candidate() {}

  /// @throws InspectionException when it is clear that `pid` cannot be looked into
  static void check(long pid) throws InspectionException {
    ProcessHandle process =
        ProcessHandle.of(pid)
            .orElseThrow(() ->
                new InspectionException(
                    "there is no process " + pid + ": \"jps -l\" lists the JVMs", null));
    if (pid == ProcessHandle.current().pid()) {
      throw new InspectionException("process " + pid + " is this tool itself", null);
    }
    String mine = ProcessHandle.current().info().user().orElse("");
    String owner = process.info().user().orElse(mine);
    if (!owner.equals(mine) && !mine.equals("root")) {
      throw new InspectionException(
          "process " + pid + " belongs to " + owner + ", and only " + owner + " can look into it",
          null);
    }
    if (!isJvm(pid)) {
      throw new InspectionException(
          "process " + pid + " is no JVM (" + commandOf(process) + "): \"jps -l\" lists them",
          null);
    }
    if (commandLine(pid).contains("-XX:+DisableAttachMechanism")) {
      throw disabled(pid, null);
    }
  }

  /// Whether the JVM's library is loaded in it; where that cannot be seen, perhaps.
  private static boolean isJvm(long pid) {
    Path maps = Path.of("/proc", Long.toString(pid), "maps");
    try (var lines = Files.lines(maps, StandardCharsets.ISO_8859_1)) {
      return lines.anyMatch(
          line -> line.endsWith("libjvm.so") || line.endsWith("libjvm.so (deleted)"));
    } catch (IOException | UncheckedIOException e) {
      return true;
    }
  }

  private static String commandLine(long pid) {
    try {
      return Files.readString(
          Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  private static String commandOf(ProcessHandle process) {
    return process.info().command().orElse("its command is not known");
  }

  private static InspectionException disabled(long pid, @Nullable Throwable cause) {
    return new InspectionException(
        "process "
            + pid
            + " was started with -XX:+DisableAttachMechanism: start it without, to look into it",
        cause);
  }

  /// {@return why attaching to `pid` has failed}
  static InspectionException whyNot(long pid, Exception failure) {
    String message = Objects.toString(failure.getMessage());
    if (ProcessHandle.of(pid).isEmpty()) {
      return new InspectionException("process " + pid + " has ended", failure);
    }
    if (failure instanceof AttachNotSupportedException
        && message.contains("does not support the attach mechanism")) {
      return disabled(pid, failure);
    }
    if (failure instanceof AttachNotSupportedException) {
      return new InspectionException(
          "process "
              + pid
              + " does not answer: it is suspended, too busy, just starting, or does not permit attaching; try again ("
              + message
              + ")",
          failure);
    }
    return new InspectionException(
        "process " + pid + " cannot be looked into: " + message, failure);
  }
}
