package org.asyncio4j;

import java.util.List;

/// Whether debug mode is on for the whole process, and where objects were made.
final class Debug {
  /// The default of every loop of this process.
  static final boolean ON =
      Boolean.getBoolean("asyncio.debug") || "1".equals(System.getenv("ASYNCIO_DEBUG"));

  private Debug() {}

  /// Where the caller of the library stands now: a trace to keep with what is being made.
  static List<StackTraceElement> callSite() {
    return Stacks.ofUser(List.of(new Throwable().getStackTrace()));
  }
}
