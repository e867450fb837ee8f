package org.asyncio4j.http.wire;

/// What a client's connection of HTTP/1.1 has received, for who decides whether it is used again.
/// See [Http1#client].
public interface ResponseState {
  /// {@return whether anything has come since the last request was written}
  boolean hasBegun();

  /// {@return whether the head that came last allows another request, and its body has an end}
  boolean isKeepAlive();

  /// {@return whether nothing has come behind the last response}
  boolean isClean();

  /// {@return whether the failure that came is the end of the stream within a message}
  boolean isCut();
}
