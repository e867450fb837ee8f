package org.asyncio4j.http.web;

import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.Status;
import org.asyncio4j.http.wire.Deadline;

/// How fast a request's body has to come: something in each time of [WebOptions#bodyTimeout], and
/// [WebOptions#minBodyRate] on average. Moves its channel's deadline. On the loop.
final class BodyPace {
  private final Serving serving;
  private final Deadline deadline;
  private long since;
  private long came;

  BodyPace(Serving serving, Deadline deadline) {
    this.serving = serving;
    this.deadline = deadline;
  }

  /// A body begins.
  void begin() {
    since = System.nanoTime();
    came = 0;
    deadline.set(serving.bodyNanos);
  }

  /// So many bytes of it have come.
  void came(int count) {
    came += count;
    long slowest =
        since
            + serving.bodyNanos
            + came * 1_000_000_000L / serving.options.minBodyRate()
            - System.nanoTime();
    deadline.set(Math.clamp(slowest, 1, serving.bodyNanos));
  }

  /// {@return what is wrong when the deadline is reached}
  HttpProtocolException tooSlow() {
    return new HttpProtocolException(
        "the body came too slowly: nothing for "
            + serving.options.bodyTimeout()
            + ", or less than "
            + serving.options.minBodyRate()
            + " bytes a second",
        Status.REQUEST_TIMEOUT);
  }
}
