package org.asyncio4j.cluster;

import com.hazelcast.logging.AbstractLogger;
import com.hazelcast.logging.ILogger;
import com.hazelcast.logging.LogEvent;
import com.hazelcast.logging.LoggerFactory;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/// Hazelcast's log goes to `System.Logger`, under Hazelcast's own names. What it calls information
/// is debug here: it writes a page of it at each start. Made by Hazelcast, by name. A program that
/// sets `hazelcast.logging.class` or `hazelcast.logging.type` itself has its way.
@SuppressWarnings("exports") // is public for Hazelcast only
public final class SystemLog implements LoggerFactory {
  /// Hazelcast asks for them once in a JVM, and nowhere else.
  private static final String CLASS = "hazelcast.logging.class";

  private static final String TYPE = "hazelcast.logging.type";

  /// Called by Hazelcast.
  public SystemLog() {}

  /// Before the first of Hazelcast's classes is loaded.
  static void use() {
    if (System.getProperty(CLASS) == null && System.getProperty(TYPE) == null) {
      System.setProperty(CLASS, SystemLog.class.getName());
    }
  }

  @Override
  public ILogger getLogger(String name) {
    return new Adapter(System.getLogger(name));
  }

  private static final class Adapter extends AbstractLogger {
    private final System.Logger log;

    Adapter(System.Logger log) {
      this.log = log;
    }

    @Override
    public void log(Level level, String message) {
      log.log(here(level), message);
    }

    @Override
    public void log(Level level, String message, @Nullable Throwable thrown) {
      log.log(here(level), message, thrown);
    }

    @Override
    @SuppressWarnings("removal") // has to be there as long as Hazelcast declares it
    public void log(LogEvent event) {
      LogRecord record = event.getLogRecord();
      log(record.getLevel(), record.getMessage(), record.getThrown());
    }

    @Override
    public Level getLevel() {
      for (Level level : new Level[] {Level.FINEST, Level.FINE, Level.WARNING, Level.SEVERE}) {
        if (isLoggable(level)) {
          return level;
        }
      }
      return Level.OFF;
    }

    @Override
    public boolean isLoggable(Level level) {
      return !level.equals(Level.OFF) && log.isLoggable(here(level));
    }

    private static System.Logger.Level here(Level level) {
      if (level.intValue() >= Level.SEVERE.intValue()) {
        return System.Logger.Level.ERROR;
      }
      if (level.intValue() >= Level.WARNING.intValue()) {
        return System.Logger.Level.WARNING;
      }
      return level.intValue() >= Level.FINE.intValue()
          ? System.Logger.Level.DEBUG
          : System.Logger.Level.TRACE;
    }
  }
}
