package org.asyncio4j;

import java.util.List;

/// Whether debug mode is on, and where objects were made.
final class Debug {
  /// The default of every loop of this process.
  static final boolean ON =
      Boolean.getBoolean("asyncio.debug") || "1".equals(System.getenv("ASYNCIO_DEBUG"));

  /// How many frames of a trace are kept, as asyncio does.
  private static final int FRAMES = 10;

  /// Whether any loop has ever been in debug mode: spares the question whether this one is.
  private static volatile boolean everOn = ON;

  private Debug() {}

  /// Some loop is in debug mode from now on.
  static void turnedOn() {
    everOn = true;
  }

  /// Whether what is made here is to be traced: as the loop says that runs here, or, off the loops,
  /// the process.
  static boolean isOnHere() {
    if (!everOn) {
      return false;
    }
    Fiber fiber = Fiber.current();
    return fiber == null ? ON : fiber.loop.getDebug();
  }

  /// Where the caller of the library stands now, innermost frame first: a trace to keep with what
  /// is being made.
  ///
  /// It begins in the program, not in a class of Java's that the program or the library has called.
  static List<StackTraceElement> callSite() {
    return StackWalker.getInstance()
        .walk(frames ->
            frames
                .dropWhile(frame -> !Stacks.isOfProgram(frame.getClassName()))
                .filter(frame -> Stacks.isOfUser(frame.getClassName()))
                .limit(FRAMES)
                .map(StackWalker.StackFrame::toStackTraceElement)
                .toList());
  }
}
