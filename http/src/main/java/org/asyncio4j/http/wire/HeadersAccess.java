package org.asyncio4j.http.wire;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.Objects;
import java.util.function.Function;
import org.asyncio4j.http.Headers;
import org.jspecify.annotations.Nullable;

/// The way between [Headers] and what the codecs take, without a copy and without Netty in the
/// public type.
///
/// @param wrap makes headers of fields, read-only if the flag says so
/// @param fields those inside
public record HeadersAccess(Wrapping wrap, Function<Headers, HttpHeaders> fields) {
  private static volatile @Nullable HeadersAccess access;

  /// The constructor of [Headers].
  @FunctionalInterface
  public interface Wrapping {
    /// {@return headers over these fields}
    Headers wrap(HttpHeaders fields, boolean readOnly);
  }

  /// Called by [Headers] when it is loaded.
  public static void open(HeadersAccess of) {
    access = of;
  }

  /// {@return these fields as what a program reads}
  public static Headers received(HttpHeaders fields) {
    return access().wrap().wrap(fields, true);
  }

  /// {@return what the codecs take; the same fields, not a copy}
  public static HttpHeaders of(Headers headers) {
    return access().fields().apply(headers);
  }

  private static HeadersAccess access() {
    if (access == null) {
      Headers.create(); // loads the class
    }
    return Objects.requireNonNull(access);
  }
}
