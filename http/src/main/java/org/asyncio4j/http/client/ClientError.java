package org.asyncio4j.http.client;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// A request has failed (`aiohttp.ClientError`). The message says which one, and why; passwords in
/// URLs are left out.
public abstract sealed class ClientError extends IOException
    permits ClientConnectionError,
        ClientPayloadError,
        ClientResponseError,
        ClientTimeoutError,
        ServerDisconnectedError,
        TooManyRedirectsError {
  @Serial private static final long serialVersionUID = 1;

  ClientError(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
