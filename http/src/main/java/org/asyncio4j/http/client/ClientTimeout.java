package org.asyncio4j.http.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long a request may take (`aiohttp.ClientTimeout`). What takes longer fails with a
/// [ClientTimeoutError].
///
/// @param total from the start to the end of the response's body, redirects and the wait for a free
///   connection included; null for as long as it takes
/// @param connect to make a new connection: look-up of the host, TCP, proxy and TLS; null for as
///   long as it takes
/// @param read from the request, or a piece of the response, to the next piece; while the program
///   does not read, this does not count; null for as long as it takes
public record ClientTimeout(
    @Nullable Duration total, @Nullable Duration connect, @Nullable Duration read) {
  /// 5 minutes in all, 30 seconds to connect; aiohttp's.
  public static final ClientTimeout DEFAULT =
      new ClientTimeout(Duration.ofMinutes(5), Duration.ofSeconds(30), null);

  /// No limits: for streams that never end. Cancelling the task ends a request too.
  public static final ClientTimeout NONE = new ClientTimeout(null, null, null);

  /// When a limit that is none ends, in a loop's time.
  static final long NEVER = Long.MAX_VALUE;

  /// When `limit` ends that begins at `now`, in a loop's time; [#NEVER] for null.
  static long after(long now, @Nullable Duration limit) {
    if (limit == null) {
      return NEVER;
    }
    try {
      return Math.addExact(now, limit.toNanos());
    } catch (ArithmeticException e) { // centuries
      return NEVER;
    }
  }

  /// Checks them.
  ///
  /// @throws IllegalArgumentException unless each is null or positive
  public ClientTimeout {
    check(total, "total");
    check(connect, "connect");
    check(read, "read");
  }

  private static void check(@Nullable Duration limit, String name) {
    if (limit != null && !limit.isPositive()) {
      throw new IllegalArgumentException(
          "the time limit '" + name + "' cannot be " + limit + ": give a positive one, or null");
    }
  }

  /// {@return these limits with another one for all}
  ///
  /// @param total positive; null for as long as it takes
  public ClientTimeout withTotal(@Nullable Duration total) {
    return new ClientTimeout(total, connect, read);
  }

  /// {@return these limits with another one for connecting}
  ///
  /// @param connect positive; null for as long as it takes
  public ClientTimeout withConnect(@Nullable Duration connect) {
    return new ClientTimeout(total, connect, read);
  }

  /// {@return these limits with another one for each piece of a response}
  ///
  /// @param read positive; null for as long as it takes
  public ClientTimeout withRead(@Nullable Duration read) {
    return new ClientTimeout(total, connect, read);
  }
}
