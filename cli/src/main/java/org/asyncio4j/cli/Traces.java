package org.asyncio4j.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.asyncio4j.ExceptionContext;
import org.jspecify.annotations.Nullable;

/// Exceptions and stacks as the user of a console wants them: short, and in terms of what was
/// typed.
final class Traces {
  /// Of a deeper stack, the innermost half and the outermost half of these are shown.
  private static final int MOST_FRAMES = 20;

  private static final String LIBRARY = "org.asyncio4j.";

  private final Sources sources;
  private final Style style;

  Traces(Sources sources, Style style) {
    this.sources = sources;
    this.style = style;
  }

  /// {@return `failure` with its causes and what it suppressed, each line ended}
  String format(Throwable failure) {
    StringBuilder text = new StringBuilder();
    append(text, "", "", failure, List.of(), Collections.newSetFromMap(new IdentityHashMap<>()));
    return text.toString();
  }

  /// {@return what a loop's exception handler was told, each line ended}
  String format(ExceptionContext context) {
    StringBuilder text = new StringBuilder(context.message()).append('\n');
    if (context.task() != null) {
      text.append("task: ").append(context.task()).append('\n');
    }
    if (context.exception() != null) {
      text.append(format(context.exception()));
    }
    if (context.sourceTraceback() != null) {
      text.append("created\n");
      appendFrames(text, "", ofUser(context.sourceTraceback()));
    }
    return text.toString();
  }

  /// {@return where a thread is, with the call that it is in} A stack without a failure.
  String live(List<StackTraceElement> stack) {
    List<StackTraceElement> shown = new ArrayList<>();
    for (int i = 0; i < stack.size(); i++) {
      boolean called = i + 1 < stack.size() && isOfUser(stack.get(i + 1));
      if (isOfUser(stack.get(i)) || (called && shown.isEmpty())) {
        shown.add(stack.get(i));
      }
    }
    StringBuilder text = new StringBuilder();
    appendFrames(text, "", shown);
    return text.toString();
  }

  /// {@return the frames of `stack` in words, without those of the JDK and of the library}
  List<String> framesOfUser(List<StackTraceElement> stack) {
    return ofUser(stack).stream().map(this::describe).toList();
  }

  private void append(
      StringBuilder text,
      String indent,
      String label,
      Throwable failure,
      List<StackTraceElement> around,
      Set<Throwable> seen) {
    text.append(indent).append(label);
    text.append(style.error(failure.getClass().getTypeName()));
    String message = message(failure);
    if (message != null) {
      text.append(": ").append(message.replace("\n", "\n" + indent + "  "));
    }
    text.append('\n');
    if (!seen.add(failure)) {
      return;
    }
    List<StackTraceElement> frames = ofUser(List.of(failure.getStackTrace()));
    appendFrames(text, indent, frames.subList(0, frames.size() - shared(frames, around)));
    for (Throwable suppressed : failure.getSuppressed()) {
      append(text, indent + "  ", "suppressed: ", suppressed, frames, seen);
    }
    if (failure.getCause() != null) {
      append(text, indent, "caused by ", failure.getCause(), frames, seen);
    }
  }

  /// How many of the outermost frames are shown already; not all, so that each has one.
  private static int shared(List<StackTraceElement> frames, List<StackTraceElement> around) {
    int shared = 0;
    while (shared < frames.size() - 1
        && shared < around.size()
        && frames.get(frames.size() - 1 - shared).equals(around.get(around.size() - 1 - shared))) {
      shared++;
    }
    return shared;
  }

  private static @Nullable String message(Throwable failure) {
    try {
      return failure.getLocalizedMessage();
    } catch (RuntimeException | Error e) { // the user's own exception class
      return "(no message, because " + e.getClass().getTypeName() + ")";
    }
  }

  private void appendFrames(StringBuilder text, String indent, List<StackTraceElement> frames) {
    int left = frames.size();
    for (StackTraceElement frame : frames) {
      int at = frames.size() - left--;
      if (frames.size() <= MOST_FRAMES
          || at < MOST_FRAMES / 2
          || at >= frames.size() - MOST_FRAMES / 2) {
        text.append(indent).append(style.quiet("  at " + describe(frame))).append('\n');
      } else if (at == MOST_FRAMES / 2) {
        int hidden = frames.size() - MOST_FRAMES;
        text.append(indent).append(style.quiet("  ... " + hidden + " more ...")).append('\n');
      }
    }
  }

  private String describe(StackTraceElement frame) {
    Sources.Place place = sources.find(frame);
    if (place == null) {
      return frame.toString();
    }
    String method = frame.getMethodName();
    if (method.startsWith("do_it$") || method.startsWith("lambda$")) {
      return place.toString();
    }
    return classTyped(frame.getClassName()) + method + "(" + place + ")";
  }

  /// `REPL.$JShell$11$Outer$Inner` is `Outer.Inner`.
  private static String classTyped(String className) {
    String[] parts = className.split("\\$", -1);
    StringBuilder text = new StringBuilder();
    for (int i = 3; i < parts.length; i++) {
      text.append(parts[i]).append('.');
    }
    return text.toString();
  }

  private static List<StackTraceElement> ofUser(List<StackTraceElement> stack) {
    return stack.stream().filter(Traces::isOfUser).toList();
  }

  private static boolean isOfUser(StackTraceElement frame) {
    String name = frame.getClassName();
    return !name.startsWith(LIBRARY) && !isOfJdk(frame) && !name.startsWith("REPL.$Cancel$");
  }

  private static boolean isOfJdk(StackTraceElement frame) {
    String module = frame.getModuleName();
    return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
  }

  /// {@return whether `stack` is a task's that is not suspended in an await}
  static boolean isInCodeOfUser(List<StackTraceElement> stack) {
    for (StackTraceElement frame : stack) {
      if (!isOfJdk(frame)) {
        return !frame.getClassName().startsWith(LIBRARY);
      }
    }
    return false;
  }
}
