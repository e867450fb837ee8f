package org.asyncio4j.http.client;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// What the server has sent is no HTTP, is cut short, or is not what its headers say
/// (`aiohttp.ClientPayloadError`). Its connection is closed.
public final class ClientPayloadError extends ClientError {
  @Serial private static final long serialVersionUID = 1;

  ClientPayloadError(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
