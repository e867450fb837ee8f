package org.asyncio4j;

import java.util.ArrayList;
import java.util.List;

/// Stack traces as a reader wants them: the program's own frames.
final class Stacks {
  private Stacks() {}

  /// The frames of `trace` that are not this library's or the thread machinery's, innermost first.
  static List<StackTraceElement> ofUser(List<StackTraceElement> trace) {
    List<StackTraceElement> kept = new ArrayList<>(trace.size());
    for (StackTraceElement frame : trace) {
      if (!isMachinery(frame.getClassName())) {
        kept.add(frame);
      }
    }
    return kept;
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
          "EventLoop",
          "ExceptionReports",
          "Fiber",
          "FiberEngine",
          "Future",
          "Gather",
          "HandedStack",
          "Handle",
          "LoopInspection",
          "LoopThread",
          "Observation",
          "Offload",
          "Runner",
          "Scheduler",
          "Scopes",
          "Shield",
          "Sleep",
          "StaggeredRace",
          "Task",
          "TaskFactory",
          "TaskGroup",
          "TaskStates",
          "ThreadsafeHandle",
          "ThreadsafeRun",
          "Timeout",
          "Timed",
          "TimerHandle",
          "Unretrieved",
          "Visit",
          "Waiter",
          "Walk",
          "generator.Execution",
          "generator.Generator",
          "generator.Inlet",
          "generator.Outlet",
          "generator.Values",
          "generator.Yielder");
}
