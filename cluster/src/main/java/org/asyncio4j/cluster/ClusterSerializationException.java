package org.asyncio4j.cluster;

import org.jspecify.annotations.Nullable;

/// A task could not be read by the member, or its result or exception could not be written there or
/// read here: a type is not serialisable, not on the class path, or not allowed. The message names
/// it.
public final class ClusterSerializationException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ClusterSerializationException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
