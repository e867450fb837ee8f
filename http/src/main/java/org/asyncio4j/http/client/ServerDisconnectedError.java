package org.asyncio4j.http.client;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// The server has closed or reset the connection instead of answering
/// (`aiohttp.ServerDisconnectedError`). Whether it has done what it was asked to is not known.
public final class ServerDisconnectedError extends ClientError {
  @Serial private static final long serialVersionUID = 1;

  ServerDisconnectedError(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
