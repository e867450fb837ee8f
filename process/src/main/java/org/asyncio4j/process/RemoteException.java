package org.asyncio4j.process;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// Work in another JVM failed with something that cannot be brought here as it was, or its result
/// cannot: the message says what it was, and the stack trace is the one from there.
public final class RemoteException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  RemoteException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  RemoteException(String message) {
    super(message);
  }
}
