package org.asyncio4j.http.client;

import java.io.IOException;
import java.io.Serial;
import java.util.Objects;
import org.asyncio4j.http.wire.IncomingBody;
import org.jspecify.annotations.Nullable;

/// Why a round trip has ended, noted where it was found out; whoever waits for the round trip gets
/// an exception of its own, with its own stack.
final class Failure extends IOException implements IncomingBody.Repeatable {
  @Serial private static final long serialVersionUID = 1;

  /// The constructor of an exception.
  @FunctionalInterface
  interface Kind {
    ClientError make(String message, @Nullable Throwable cause);
  }

  private final transient Kind kind;

  /// How far the request has come.
  enum Reached {
    /// Nobody knows.
    UNKNOWN,

    /// Nothing has come back: it may not even have reached the server.
    UNANSWERED,

    /// The server has said that it has not begun with it.
    UNPROCESSED
  }

  final Reached reached;

  Failure(Kind kind, String message, @Nullable Throwable cause) {
    this(kind, message, cause, Reached.UNKNOWN);
  }

  Failure(Kind kind, String message, @Nullable Throwable cause, Reached reached) {
    super(message, cause);
    this.kind = kind;
    this.reached = reached;
  }

  @Override
  public ClientError again() {
    return kind.make(Objects.requireNonNull(getMessage()), getCause());
  }

  /// Nobody sees this one's.
  @Override
  public Throwable fillInStackTrace() {
    return this;
  }
}
