package org.asyncio4j;

import java.util.concurrent.CompletionException;

/// Failures on their way between tasks: checked ones travel wrapped, and are kept unwrapped.
final class Failures {
  private Failures() {}

  /// Throws `failure` if it is unchecked. {@return it wrapped, to be thrown, if it is checked}
  static CompletionException unchecked(Throwable failure) {
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    return new CompletionException(failure);
  }

  /// What failed in the end: a checked exception is taken out of the wrapping that carried it here.
  static Throwable essence(Throwable failure) {
    if (failure instanceof CompletionException
        && failure.getCause() instanceof Exception cause
        && !(cause instanceof RuntimeException)) {
      return cause;
    }
    return failure;
  }
}
