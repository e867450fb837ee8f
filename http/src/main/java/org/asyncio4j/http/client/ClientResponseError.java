package org.asyncio4j.http.client;

import java.io.Serial;
import org.asyncio4j.http.Status;

/// A response whose status or headers make it useless: [ClientResponse#raiseForStatus], a redirect
/// to where no client goes, a proxy or a WebSocket server that refuses
/// (`aiohttp.ClientResponseError`).
public final class ClientResponseError extends ClientError {
  @Serial private static final long serialVersionUID = 1;

  /// What the server has answered.
  private final int status;

  ClientResponseError(String message, int status) {
    super(message, null);
    this.status = status;
  }

  static ClientResponseError ofStatus(String what, int status, String reason) {
    String phrase = reason.isEmpty() ? Status.reason(status) : reason;
    return new ClientResponseError(what + " was answered with " + status + " " + phrase, status);
  }

  /// {@return the status, such as 404}
  public int status() {
    return status;
  }
}
