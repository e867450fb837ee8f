package org.asyncio4j.cli;

import org.jspecify.annotations.Nullable;

/// A process cannot be looked into. The message says why, and what to do.
final class InspectionException extends Exception {
  private static final long serialVersionUID = 1L;

  InspectionException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
