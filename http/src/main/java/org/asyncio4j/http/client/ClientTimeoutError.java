package org.asyncio4j.http.client;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// A time limit of [ClientTimeout] was exceeded (`aiohttp.ServerTimeoutError`). The request's
/// connection is closed; whether the server has done what it was asked to is not known.
public final class ClientTimeoutError extends ClientError {
  @Serial private static final long serialVersionUID = 1;

  ClientTimeoutError(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
