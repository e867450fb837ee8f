package org.asyncio4j;

import java.lang.System.Logger.Level;
import java.text.MessageFormat;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// The log of this test run: tests can look at what was logged, and it is not shown then.
///
/// The JDK finds it as a service (`META-INF/services`), and gives it every `System.Logger`.
public final class LogCapture extends System.LoggerFinder {
  /// One line of the log.
  record Entry(Level level, String message, @Nullable Throwable thrown) {}

  private static volatile @Nullable List<Entry> kept;

  /// For the JDK.
  public LogCapture() {}

  /// Keeps what is logged from now on. {@return it}
  static List<Entry> start() {
    List<Entry> entries = new CopyOnWriteArrayList<>();
    kept = entries;
    return entries;
  }

  /// Shows the log again.
  static void stop() {
    kept = null;
  }

  @Override
  public System.Logger getLogger(String name, Module module) {
    return new Log(name);
  }

  private record Log(String name) implements System.Logger {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean isLoggable(Level level) {
      return level.compareTo(Level.INFO) >= 0;
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String message,
        @Nullable Throwable thrown) {
      List<Entry> entries = kept;
      Entry entry = new Entry(level, String.valueOf(message), thrown);
      if (!name.startsWith("org.asyncio4j") || entries == null) {
        System.err.println(entry);
      } else {
        entries.add(entry);
      }
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        @Nullable Object @Nullable ... params) {
      log(
          level,
          bundle,
          params == null || params.length == 0
              ? format
              : MessageFormat.format(String.valueOf(format), params),
          (Throwable) null);
    }
  }
}
