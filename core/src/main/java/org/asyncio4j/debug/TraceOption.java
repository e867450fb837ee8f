package org.asyncio4j.debug;

import static java.lang.System.Logger.Level.ERROR;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.asyncio4j.EventLoop;
import org.jspecify.annotations.Nullable;

/// The service behind `-Dasyncio.trace=FILE`: records every loop of the process in one [Timeline],
/// which it writes when the process ends, in whatever way short of being killed.
///
/// A name that ends in `.json` asks for a Chrome trace, any other for a page.
/// `-Dasyncio.trace.events` says how many events of a loop to keep.
public final class TraceOption implements InstrumentFactory {
  private static @Nullable Timeline timeline;

  /// For `java.util.ServiceLoader`.
  public TraceOption() {}

  /// {@return what records `loop`; null if the option is not given}
  ///
  /// @param loop a new one
  /// @throws IllegalStateException when the file cannot be written
  @Override
  public @Nullable Instrument instrument(EventLoop loop) {
    String file = System.getProperty("asyncio.trace");
    return file == null || file.isEmpty() ? null : timeline(file).begin(loop);
  }

  private static synchronized Timeline timeline(String file) {
    if (timeline == null) {
      Path path = writable(file);
      Timeline made =
          Timeline.create(
              program(), Integer.getInteger("asyncio.trace.events", Timeline.DEFAULT_EVENTS));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> finish(made, path), "asyncio-trace"));
      timeline = made;
    }
    return timeline;
  }

  /// Tries to write now: at the end it would be too late.
  private static Path writable(String file) {
    try {
      Path path = Path.of(file).toAbsolutePath();
      boolean there = Files.exists(path);
      Files.newOutputStream(path, CREATE, WRITE).close();
      if (!there) {
        Files.delete(path);
      }
      return path;
    } catch (IOException | InvalidPathException e) {
      throw new IllegalStateException(
          "asyncio.trace=" + file + " is no file that can be written: " + e, e);
    }
  }

  /// The source file or main class that the JVM was started with.
  private static String program() {
    String[] words = System.getProperty("sun.java.command", "program").split(" ", -1);
    for (String word : words) {
      if (word.endsWith(".java")) {
        return word.substring(word.lastIndexOf('/') + 1);
      }
    }
    return words[0];
  }

  private static void finish(Timeline timeline, Path file) {
    timeline.stop();
    try {
      timeline.write(file);
    } catch (IOException e) {
      System.getLogger("org.asyncio4j")
          .log(ERROR, "the timeline could not be written to " + file, e);
    }
  }
}
