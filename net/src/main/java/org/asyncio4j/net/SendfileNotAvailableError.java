package org.asyncio4j.net;

import java.io.IOException;

/// The system cannot send a file by itself here, and the caller wants nothing else
/// (`asyncio.SendfileNotAvailableError`). Nothing was sent.
public final class SendfileNotAvailableError extends IOException {
  private static final long serialVersionUID = 1;

  SendfileNotAvailableError(String message) {
    super(message);
  }
}
