package org.asyncio4j.http.wire;

import java.time.Duration;

/// What one HTTP/2 connection may cost, on either side.
///
/// @param maxConcurrentStreams how many streams the other side may have open; a client opens no
///   more than this either
/// @param streamWindow how many bytes of one body may be on their way, unread
/// @param connectionWindow how many bytes of all bodies together
/// @param maxHeaderListSize how large the headers of one message may be, as RFC 9113 counts them:
///   names, values, and 32 bytes for each
/// @param maxResets how many streams the other side may reset, and have reset by its mistakes, in
///   [#RESET_WINDOW]
/// @param controlFrames how many frames that carry neither headers nor data the other side may send
///   at once; a tenth as many each second, and four for each frame of data that was sent to it
/// @param headersTimeout how long the headers of one message may take from their first byte on
/// @param writeTimeout how long the other side may take for 16 KiB of what waits for it
/// @param idleTimeout how long the connection is kept without a stream
/// @param pingInterval after how long without a word the other side is asked whether it is there,
///   while it has streams
/// @param pingTimeout how long it may take to answer
public record Http2Limits(
    int maxConcurrentStreams,
    int streamWindow,
    int connectionWindow,
    int maxHeaderListSize,
    int maxResets,
    int controlFrames,
    Duration headersTimeout,
    Duration writeTimeout,
    Duration idleTimeout,
    Duration pingInterval,
    Duration pingTimeout) {
  /// What the resets are counted over.
  static final Duration RESET_WINDOW = Duration.ofSeconds(30);

  /// What is used without another word.
  public static final Http2Limits DEFAULT =
      new Http2Limits(
          100,
          64 * 1024 - 1,
          1024 * 1024,
          32 * 1024,
          200,
          1000,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(75),
          Duration.ofSeconds(60),
          Duration.ofSeconds(20));

  /// Checks that a connection can work with it.
  public Http2Limits {
    atLeast("maxConcurrentStreams", maxConcurrentStreams, 1);
    atLeast("streamWindow", streamWindow, 1);
    atLeast("connectionWindow", connectionWindow, 64 * 1024 - 1);
    atLeast("maxHeaderListSize", maxHeaderListSize, 1024);
    atLeast("maxResets", maxResets, 1);
    atLeast("controlFrames", controlFrames, 10);
    positive("headersTimeout", headersTimeout);
    positive("writeTimeout", writeTimeout);
    positive("idleTimeout", idleTimeout);
    positive("pingInterval", pingInterval);
    positive("pingTimeout", pingTimeout);
  }

  private static void atLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + " is " + value + ": give " + least + " or more");
    }
  }

  private static void positive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + " is " + value + ": give a positive duration");
    }
  }

  /// {@return how often the deadlines are looked at}
  Duration granularity() {
    Duration least = headersTimeout;
    for (Duration other : new Duration[] {writeTimeout, pingInterval, pingTimeout}) {
      least = other.compareTo(least) < 0 ? other : least;
    }
    Duration part = least.dividedBy(4);
    return part.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : part;
  }

  /// {@return these, with another number of streams}
  public Http2Limits withMaxConcurrentStreams(int streams) {
    return new Http2Limits(
        streams,
        streamWindow,
        connectionWindow,
        maxHeaderListSize,
        maxResets,
        controlFrames,
        headersTimeout,
        writeTimeout,
        idleTimeout,
        pingInterval,
        pingTimeout);
  }

  /// {@return these, with another size of headers}
  public Http2Limits withMaxHeaderListSize(int size) {
    return new Http2Limits(
        maxConcurrentStreams,
        streamWindow,
        connectionWindow,
        size,
        maxResets,
        controlFrames,
        headersTimeout,
        writeTimeout,
        idleTimeout,
        pingInterval,
        pingTimeout);
  }

  /// {@return these, with other deadlines for a message}
  public Http2Limits withTimeouts(Duration headers, Duration write, Duration idle) {
    return new Http2Limits(
        maxConcurrentStreams,
        streamWindow,
        connectionWindow,
        maxHeaderListSize,
        maxResets,
        controlFrames,
        headers,
        write,
        idle,
        pingInterval,
        pingTimeout);
  }

  /// {@return these, asking in another way whether the other side is there}
  public Http2Limits withPing(Duration interval, Duration timeout) {
    return new Http2Limits(
        maxConcurrentStreams,
        streamWindow,
        connectionWindow,
        maxHeaderListSize,
        maxResets,
        controlFrames,
        headersTimeout,
        writeTimeout,
        idleTimeout,
        interval,
        timeout);
  }
}
