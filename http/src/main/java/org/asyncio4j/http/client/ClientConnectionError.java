package org.asyncio4j.http.client;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// There is no connection to the server: it or its proxy cannot be reached, or TLS does not trust
/// it (`aiohttp.ClientConnectorError`). The request was not sent.
public final class ClientConnectionError extends ClientError {
  @Serial private static final long serialVersionUID = 1;

  ClientConnectionError(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
