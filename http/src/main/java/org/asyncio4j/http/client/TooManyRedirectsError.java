package org.asyncio4j.http.client;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// The server goes on sending the client elsewhere (`aiohttp.TooManyRedirects`).
public final class TooManyRedirectsError extends ClientError {
  @Serial private static final long serialVersionUID = 1;

  TooManyRedirectsError(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
