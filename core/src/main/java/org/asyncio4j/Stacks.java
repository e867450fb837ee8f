package org.asyncio4j;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Stack traces as a reader wants them: the program's own frames.
final class Stacks {
  private Stacks() {}

  /// The frames of `trace` that are not this library's or the thread machinery's, innermost first.
  static List<StackTraceElement> ofUser(List<StackTraceElement> trace) {
    List<StackTraceElement> kept = new ArrayList<>(trace.size());
    for (StackTraceElement frame : trace) {
      if (isOfUser(frame.getClassName())) {
        kept.add(frame);
      }
    }
    return kept;
  }

  /// Whether a frame of this class is the program's.
  static boolean isOfUser(String className) {
    return !isMachinery(className);
  }

  /// Whether a frame of this class is neither this library's nor Java's.
  static boolean isOfProgram(String className) {
    return isOfUser(className) && !className.startsWith("java.") && !className.startsWith("jdk.");
  }

  /// Where something was made, within its own description; nothing where that is not known.
  static String createdAtFirst(@Nullable List<StackTraceElement> site) {
    return site == null || site.isEmpty() ? "" : " created at " + site.getFirst();
  }

  /// The lines that end a report of something that was made at `site`.
  static String createdAt(List<StackTraceElement> site) {
    return System.lineSeparator() + "created at (innermost frame first):" + format(site);
  }

  static String format(List<StackTraceElement> trace) {
    StringBuilder text = new StringBuilder();
    for (StackTraceElement frame : trace) {
      text.append(System.lineSeparator()).append("    at ").append(frame);
    }
    return text.toString();
  }

  private static boolean isMachinery(String className) {
    if (className.startsWith("org.asyncio4j.")) {
      return MACHINERY.contains(topLevelOf(className));
    }
    return className.startsWith("java.lang.VirtualThread")
        || className.startsWith("jdk.internal.vm.")
        || className.equals("jdk.internal.misc.Unsafe")
        || className.startsWith("java.lang.System$")
        || className.equals("java.util.concurrent.locks.LockSupport")
        || className.equals("java.lang.Thread")
        || className.equals("java.lang.ThreadBuilders");
  }

  private static String topLevelOf(String className) {
    String simple = className.substring("org.asyncio4j.".length());
    int nested = simple.indexOf('$');
    return nested < 0 ? simple : simple.substring(0, nested);
  }

  private static final java.util.Set<String> MACHINERY =
      java.util.Set.of(
          "AsCompleted",
          "Asyncio",
          "AwaitGraph",
          "Awaitable",
          "BatonEngine",
          "BatonFiber",
          "Belongings",
          "BlockingPortal",
          "Bridge",
          "CancelScope",
          "CarriedStack",
          "ConfinedEngine",
          "ConfinedFiber",
          "Context",
          "CoreInternals",
          "Coroutine",
          "Debug",
          "Description",
          "EventLoop",
          "ExceptionReports",
          "Fiber",
          "FlightEvents",
          "FiberEngine",
          "Future",
          "Gather",
          "HandedStack",
          "Handle",
          "JdkThreads",
          "LoopInspection",
          "LoopThread",
          "Observation",
          "Offload",
          "Overdue",
          "PortalLoop",
          "Runner",
          "Scheduler",
          "Scopes",
          "Shield",
          "SignalReceiver",
          "Sleep",
          "StaggeredRace",
          "Task",
          "TaskFactory",
          "TaskGroup",
          "TaskRegistry",
          "TaskStates",
          "ThreadsafeHandle",
          "ThreadsafeRun",
          "Timeout",
          "Timed",
          "TimerHandle",
          "Unclosed",
          "Unretrieved",
          "Valueless",
          "Visit",
          "Waiter",
          "Walk",
          "generator.Execution",
          "generator.Generator",
          "generator.Inlet",
          "generator.Outlet",
          "generator.Values",
          "generator.Yielder",
          "internal.Internals",
          "queue.ChannelBuffer",
          "queue.MemoryChannel",
          "queue.ReceiveChannel",
          "queue.SendChannel");
}
