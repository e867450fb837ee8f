package org.asyncio4j.process;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// Work or a result has something in it that the object-input filter does not let in. Only that
/// task fails.
///
/// @see ProcessPoolOptions#withAllowed(String...)
public final class RefusedDataException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /// Null when there was too much of something.
  private final @Nullable String typeName;

  RefusedDataException(String message, @Nullable String typeName) {
    super(message);
    this.typeName = typeName;
  }

  /// {@return the name of the type that was refused; null when there was too much of something}
  public @Nullable String typeName() {
    return typeName;
  }
}
