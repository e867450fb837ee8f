package org.asyncio4j;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What messages call the program's own values and code. Never throws: a message must not fail
/// because a `toString` does.
final class Description {
  private static final int LONGEST = 200;
  private static final String LAMBDA = "<lambda>";
  private static final String LAMBDA_CLASS = "$$Lambda";

  private Description() {}

  /// What `value` says of itself, up to a length.
  static String ofValue(@Nullable Object value) {
    try {
      String text = String.valueOf(value);
      return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    } catch (Throwable e) {
      return (value == null ? "null" : value.getClass().getName())
          + " (its toString failed: "
          + e.getClass().getName()
          + ")";
    }
  }

  /// A callback: a lambda by its place, anything else by what it says of itself.
  static String ofCallback(Object callback, @Nullable List<StackTraceElement> madeAt) {
    return isLambda(callback.getClass()) ? ofCode(callback, madeAt) + "()" : ofValue(callback);
  }

  /// What a task runs, or its class: the name of a coroutine; a lambda by the method where it was
  /// made, if that is known, or else its class: `main.<lambda>`, `Shop.<lambda>`.
  static String ofCode(Object code, @Nullable List<StackTraceElement> madeAt) {
    if (code instanceof Coroutine<?> coroutine) {
      return coroutine.name();
    }
    if (code instanceof Valueless body) {
      return ofCode(body.action(), madeAt);
    }
    Class<?> type = code instanceof Class<?> known ? known : code.getClass();
    if (!isLambda(type)) {
      return type.getName().substring(type.getName().lastIndexOf('.') + 1);
    }
    String outer = type.getName().substring(0, type.getName().indexOf(LAMBDA_CLASS));
    if (madeAt == null || madeAt.isEmpty() || !Stacks.isOfUser(outer)) {
      return outer.substring(outer.lastIndexOf('.') + 1) + "." + LAMBDA;
    }
    String method = ofMethod(madeAt.getFirst());
    return method.endsWith(LAMBDA) ? method : method + "." + LAMBDA;
  }

  /// The method of `frame`: of a lambda's frame the method that it stands in, and the lambda.
  static String ofMethod(StackTraceElement frame) {
    String name = frame.getMethodName();
    if (!name.startsWith("lambda$")) {
      return name;
    }
    String method = name.substring("lambda$".length(), Math.max(7, name.lastIndexOf('$')));
    return (method.isEmpty() ? "" : method + ".") + LAMBDA;
  }

  private static boolean isLambda(Class<?> type) {
    return type.isHidden() && type.getName().contains(LAMBDA_CLASS);
  }
}
