package org.asyncio4j.http.web;

import java.time.Duration;
import java.util.Objects;
import org.asyncio4j.http.HttpLimits;
import org.asyncio4j.net.ServerOptions;

/// How a server is made, and its limits. Immutable: `withX` gives another one.
public final class WebOptions {
  /// One loop, plain HTTP, the limits as they are said at each.
  public static final WebOptions DEFAULT = new WebOptions();

  private ServerOptions server = ServerOptions.DEFAULT.withMaxConnections(16_384);
  private Duration headerTimeout = Duration.ofSeconds(20);
  private Duration bodyTimeout = Duration.ofSeconds(30);
  private Duration idleTimeout = Duration.ofSeconds(75);
  private Duration handlerTimeout = Duration.ofMinutes(1);
  private Duration writeTimeout = Duration.ofSeconds(60);
  private Duration shutdownGrace = Duration.ofSeconds(60);
  private long maxBodySize = 1024 * 1024;
  private int minBodyRate = 240;
  private int maxConcurrentStreams = 100;
  private boolean accessLog;
  private HttpLimits limits = HttpLimits.DEFAULT;

  private WebOptions() {}

  private WebOptions(WebOptions from) {
    server = from.server;
    headerTimeout = from.headerTimeout;
    bodyTimeout = from.bodyTimeout;
    idleTimeout = from.idleTimeout;
    handlerTimeout = from.handlerTimeout;
    writeTimeout = from.writeTimeout;
    shutdownGrace = from.shutdownGrace;
    maxBodySize = from.maxBodySize;
    minBodyRate = from.minBodyRate;
    maxConcurrentStreams = from.maxConcurrentStreams;
    accessLog = from.accessLog;
    limits = from.limits;
  }

  // --- listening ---

  /// {@return how it listens: TLS, loops, connections (16,384 at the most)}
  public ServerOptions server() {
    return server;
  }

  /// {@return with other options for listening; with TLS, HTTP/2 is offered too}
  ///
  /// @param server how it listens
  public WebOptions withServer(ServerOptions server) {
    WebOptions with = new WebOptions(this);
    with.server = Objects.requireNonNull(server, "server");
    return with;
  }

  // --- time ---

  /// {@return how long a client may take from a request's first byte to the end of its headers: 20
  /// s}
  public Duration headerTimeout() {
    return headerTimeout;
  }

  /// {@return with another time for headers}
  ///
  /// @param timeout then the answer is 408, and the connection is closed
  public WebOptions withHeaderTimeout(Duration timeout) {
    WebOptions with = new WebOptions(this);
    with.headerTimeout = positive(timeout, "header timeout");
    return with;
  }

  /// {@return how long a body may bring nothing while it is read: 30 s; besides, it has to bring
  /// [#minBodyRate] on average}
  public Duration bodyTimeout() {
    return bodyTimeout;
  }

  /// {@return with another time for bodies}
  ///
  /// @param timeout then reading fails, and the answer is 408
  public WebOptions withBodyTimeout(Duration timeout) {
    WebOptions with = new WebOptions(this);
    with.bodyTimeout = positive(timeout, "body timeout");
    return with;
  }

  /// {@return how many bytes a second of a body have to come on average, after [#bodyTimeout] for a
  /// start: 240}
  public int minBodyRate() {
    return minBodyRate;
  }

  /// {@return with another rate for bodies}
  ///
  /// @param bytesPerSecond at least 1
  public WebOptions withMinBodyRate(int bytesPerSecond) {
    if (bytesPerSecond < 1) {
      throw new IllegalArgumentException("a body's rate is 1 at least, not " + bytesPerSecond);
    }
    WebOptions with = new WebOptions(this);
    with.minBodyRate = bytesPerSecond;
    return with;
  }

  /// {@return how long a connection is kept without a request: 75 s}
  public Duration idleTimeout() {
    return idleTimeout;
  }

  /// {@return with another time without a request}
  ///
  /// @param timeout then the connection is closed
  public WebOptions withIdleTimeout(Duration timeout) {
    WebOptions with = new WebOptions(this);
    with.idleTimeout = positive(timeout, "idle timeout");
    return with;
  }

  /// {@return how long a handler has until it returns its response: a minute. What a response
  /// streams may take longer}
  public Duration handlerTimeout() {
    return handlerTimeout;
  }

  /// {@return with another time for handlers}
  ///
  /// @param timeout then the handler is cancelled, and the answer is 503
  public WebOptions withHandlerTimeout(Duration timeout) {
    WebOptions with = new WebOptions(this);
    with.handlerTimeout = positive(timeout, "handler timeout");
    return with;
  }

  /// {@return how long a client may take to make room when some 64 KiB wait to be sent: 60 s}
  public Duration writeTimeout() {
    return writeTimeout;
  }

  /// {@return with another time for clients that do not read}
  ///
  /// @param timeout then the connection is closed at once
  public WebOptions withWriteTimeout(Duration timeout) {
    WebOptions with = new WebOptions(this);
    with.writeTimeout = positive(timeout, "write timeout");
    return with;
  }

  /// {@return how long requests have to end when [Web#runApp] is told to stop: 60 s}
  public Duration shutdownGrace() {
    return shutdownGrace;
  }

  /// {@return with another time for the end}
  ///
  /// @param grace then handlers are cancelled
  public WebOptions withShutdownGrace(Duration grace) {
    WebOptions with = new WebOptions(this);
    with.shutdownGrace = positive(grace, "shutdown grace");
    return with;
  }

  private static Duration positive(Duration duration, String what) {
    if (!duration.isPositive()) {
      throw new IllegalArgumentException("the " + what + " must be positive, not " + duration);
    }
    return duration;
  }

  // --- size ---

  /// {@return how many bytes a request's body has at the most: 1 MiB; a route may say otherwise}
  public long maxBodySize() {
    return maxBodySize;
  }

  /// {@return with another limit for bodies}
  ///
  /// @param bytes then the answer is 413
  public WebOptions withMaxBodySize(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("a body's size cannot be limited to " + bytes);
    }
    WebOptions with = new WebOptions(this);
    with.maxBodySize = bytes;
    return with;
  }

  // --- number ---

  /// {@return how many requests a client may have going at once on one connection with HTTP/2: 100}
  public int maxConcurrentStreams() {
    return maxConcurrentStreams;
  }

  /// {@return with another number of requests at once with HTTP/2}
  ///
  /// @param streams at least 1; those beyond are refused
  public WebOptions withMaxConcurrentStreams(int streams) {
    if (streams < 1) {
      throw new IllegalArgumentException(
          "a connection has at least 1 request at once, not " + streams);
    }
    WebOptions with = new WebOptions(this);
    with.maxConcurrentStreams = streams;
    return with;
  }

  /// {@return the limits of request lines and headers}
  public HttpLimits limits() {
    return limits;
  }

  /// {@return with other limits of request lines and headers}
  ///
  /// @param limits then the answer is 414 or 431
  public WebOptions withLimits(HttpLimits limits) {
    WebOptions with = new WebOptions(this);
    with.limits = Objects.requireNonNull(limits, "limits");
    return with;
  }

  // --- log ---

  /// {@return whether each request is logged: by default it is not}
  public boolean accessLog() {
    return accessLog;
  }

  /// {@return with a log of requests or without}
  ///
  /// @param accessLog whether each request becomes a line of the logger
  ///   `org.asyncio4j.http.access`; of what is refused before it is a request, the line says `"-"`
  public WebOptions withAccessLog(boolean accessLog) {
    WebOptions with = new WebOptions(this);
    with.accessLog = accessLog;
    return with;
  }
}
