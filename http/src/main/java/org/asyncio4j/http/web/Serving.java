package org.asyncio4j.http.web;

import io.netty.util.AsciiString;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.asyncio4j.Context;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.http.wire.Http2Limits;

/// What the connections of one server share. Any thread: a server may have several loops.
final class Serving {
  private static final AtomicLong REQUESTS = new AtomicLong();

  /// RFC 9110, 5.6.7.
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  final Application application;
  final WebOptions options;

  /// The options in nanoseconds, which is how each request needs them.
  final long headerNanos;

  final long bodyNanos;
  final long idleNanos;
  final long handlerNanos;
  final long writeNanos;

  /// What a connection of HTTP/2 may cost.
  final Http2Limits http2;

  /// In which each request's task runs, in a copy.
  private final Context context = Context.copyOfCurrent();

  private volatile Now now = Now.at(System.currentTimeMillis() / 1000);

  private record Now(long second, AsciiString date) {
    static Now at(long second) {
      return new Now(second, AsciiString.of(DATE.format(Instant.ofEpochSecond(second))));
    }
  }

  Serving(Application application, WebOptions options) {
    this.application = application;
    this.options = options;
    headerNanos = options.headerTimeout().toNanos();
    bodyNanos = options.bodyTimeout().toNanos();
    idleNanos = options.idleTimeout().toNanos();
    handlerNanos = options.handlerTimeout().toNanos();
    writeNanos = options.writeTimeout().toNanos();
    http2 =
        Http2Limits.DEFAULT
            .withMaxConcurrentStreams(options.maxConcurrentStreams())
            .withTimeouts(options.headerTimeout(), options.writeTimeout(), options.idleTimeout());
  }

  TaskOptions taskOptions() {
    return TaskOptions.DEFAULT.withContext(context.copy());
  }

  /// {@return the `Date` of this second}
  AsciiString date() {
    Now now = this.now;
    long second = System.currentTimeMillis() / 1000;
    if (now.second != second) {
      now = Now.at(second);
      this.now = now;
    }
    return now.date;
  }

  /// {@return a name for a request, unique in this process}
  static String newRequestId() {
    return Long.toString(REQUESTS.incrementAndGet(), 36);
  }
}
