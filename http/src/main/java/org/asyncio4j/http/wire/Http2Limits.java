package org.asyncio4j.http.wire;

import java.time.Duration;

/// What one HTTP/2 connection may cost, on either side. Immutable: `withX` gives another one.
public final class Http2Limits {
  /// What the resets are counted over.
  static final Duration RESET_WINDOW = Duration.ofSeconds(30);

  /// What is used without another word.
  public static final Http2Limits DEFAULT = new Http2Limits();

  private int maxConcurrentStreams = 100;
  private int streamWindow = 64 * 1024 - 1;
  private int connectionWindow = 1024 * 1024;
  private int maxHeaderListSize = 32 * 1024;
  private int maxResets = 200;
  private int controlFrames = 1000;
  private Duration headersTimeout = Duration.ofSeconds(10);
  private Duration writeTimeout = Duration.ofSeconds(30);
  private Duration idleTimeout = Duration.ofSeconds(75);
  private Duration pingInterval = Duration.ofSeconds(60);
  private Duration pingTimeout = Duration.ofSeconds(20);

  private Http2Limits() {}

  private Http2Limits(Http2Limits from) {
    maxConcurrentStreams = from.maxConcurrentStreams;
    streamWindow = from.streamWindow;
    connectionWindow = from.connectionWindow;
    maxHeaderListSize = from.maxHeaderListSize;
    maxResets = from.maxResets;
    controlFrames = from.controlFrames;
    headersTimeout = from.headersTimeout;
    writeTimeout = from.writeTimeout;
    idleTimeout = from.idleTimeout;
    pingInterval = from.pingInterval;
    pingTimeout = from.pingTimeout;
  }

  // --- what may be there at once ---

  /// {@return how many streams the other side may have open; a client opens no more than this
  /// either}
  int maxConcurrentStreams() {
    return maxConcurrentStreams;
  }

  /// {@return these, with another number of streams}
  ///
  /// @param streams at least 1
  public Http2Limits withMaxConcurrentStreams(int streams) {
    Http2Limits with = new Http2Limits(this);
    with.maxConcurrentStreams = atLeast("maxConcurrentStreams", streams, 1);
    return with;
  }

  /// {@return how many bytes of one body may be on their way, unread}
  int streamWindow() {
    return streamWindow;
  }

  /// {@return how many bytes of all bodies together}
  int connectionWindow() {
    return connectionWindow;
  }

  /// {@return these, with a window of the connection that lets every stream have its own full:
  /// bodies that nobody reads do not hold up the others}
  public Http2Limits withWindowForAllStreams() {
    Http2Limits with = new Http2Limits(this);
    with.connectionWindow = Math.max(64 * 1024 - 1, maxConcurrentStreams * streamWindow);
    return with;
  }

  /// {@return how large the headers of one message may be, as RFC 9113 counts them: names, values,
  /// and 32 bytes for each}
  int maxHeaderListSize() {
    return maxHeaderListSize;
  }

  /// {@return these, with another size of headers}
  ///
  /// @param size at least 1,024 bytes
  public Http2Limits withMaxHeaderListSize(int size) {
    Http2Limits with = new Http2Limits(this);
    with.maxHeaderListSize = atLeast("maxHeaderListSize", size, 1024);
    return with;
  }

  // --- what may be done ---

  /// {@return how many streams the other side may reset, and have reset by its mistakes, in
  /// [#RESET_WINDOW]}
  int maxResets() {
    return maxResets;
  }

  /// {@return how many frames that carry neither headers nor data the other side may send at once;
  /// a tenth as many each second, and four for each frame of data that was sent to it}
  int controlFrames() {
    return controlFrames;
  }

  /// {@return these, with another number of frames}
  ///
  /// @param frames at least 10
  Http2Limits withControlFrames(int frames) {
    Http2Limits with = new Http2Limits(this);
    with.controlFrames = atLeast("controlFrames", frames, 10);
    return with;
  }

  // --- time ---

  /// {@return how long the headers of one message may take from their first byte on}
  Duration headersTimeout() {
    return headersTimeout;
  }

  /// {@return how long the other side may take for 16 KiB of what waits for it}
  Duration writeTimeout() {
    return writeTimeout;
  }

  /// {@return how long the connection is kept without a stream}
  Duration idleTimeout() {
    return idleTimeout;
  }

  /// {@return these, with other deadlines for a message}
  public Http2Limits withTimeouts(Duration headers, Duration write, Duration idle) {
    Http2Limits with = withIdleTimeout(idle);
    with.headersTimeout = positive("headersTimeout", headers);
    with.writeTimeout = positive("writeTimeout", write);
    return with;
  }

  /// {@return these, with another time for a connection without streams}
  public Http2Limits withIdleTimeout(Duration idle) {
    Http2Limits with = new Http2Limits(this);
    with.idleTimeout = positive("idleTimeout", idle);
    return with;
  }

  /// {@return after how long without a word the other side is asked whether it is there, while it
  /// has streams}
  Duration pingInterval() {
    return pingInterval;
  }

  /// {@return how long it may take to answer}
  Duration pingTimeout() {
    return pingTimeout;
  }

  /// {@return these, asking in another way whether the other side is there}
  public Http2Limits withPing(Duration interval, Duration timeout) {
    Http2Limits with = new Http2Limits(this);
    with.pingInterval = positive("pingInterval", interval);
    with.pingTimeout = positive("pingTimeout", timeout);
    return with;
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

  private static int atLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + " is " + value + ": give " + least + " or more");
    }
    return value;
  }

  private static Duration positive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + " is " + value + ": give a positive duration");
    }
    return value;
  }
}
