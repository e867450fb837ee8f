package org.asyncio4j.http.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import org.asyncio4j.http.BodyWriter;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.Json;
import org.asyncio4j.net.file.AsyncFile;
import org.asyncio4j.net.file.AsyncFiles;
import org.jspecify.annotations.Nullable;

/// What a request sends: bytes that are there, or something that is made while it is sent.
/// Immutable.
public final class RequestBody {
  private static final int PIECE = 64 * 1024;

  /// Makes a body while it is sent.
  @FunctionalInterface
  public interface Producer {
    /// Writes the body. Runs as a task of its own, beside the one that waits for the response; when
    /// the request has ended, however it did, that task is cancelled.
    ///
    /// @param out where it goes; writing suspends while the server takes less
    /// @throws IOException ends the request, which throws it
    void write(BodyWriter out) throws IOException;
  }

  /// How long a body is, asked when it is sent.
  @FunctionalInterface
  interface Length {
    /// {@return bytes; -1 when that is not known} May suspend.
    long get() throws IOException;
  }

  /// All of it, if it is there; else null, and `producer` is not.
  final byte @Nullable [] bytes;

  final @Nullable Producer producer;
  final Length length;
  final @Nullable String contentType;

  /// Whether it can be sent once more: after a redirect, or on another connection.
  final boolean replayable;

  private RequestBody(
      byte @Nullable [] bytes,
      @Nullable Producer producer,
      Length length,
      @Nullable String contentType,
      boolean replayable) {
    this.bytes = bytes;
    this.producer = producer;
    this.length = length;
    this.contentType = contentType;
    this.replayable = replayable;
  }

  private static RequestBody ready(byte[] bytes, String contentType) {
    return new RequestBody(bytes, null, () -> bytes.length, contentType, true);
  }

  /// {@return these bytes, as `application/octet-stream`}
  ///
  /// @param bytes are not copied: leave them as they are until the response is there
  public static RequestBody bytes(byte[] bytes) {
    return ready(Objects.requireNonNull(bytes, "bytes"), "application/octet-stream");
  }

  /// {@return text in UTF-8, as `text/plain`}
  ///
  /// @param text what to send
  public static RequestBody text(String text) {
    return ready(text.getBytes(UTF_8), "text/plain; charset=utf-8");
  }

  /// {@return a value as JSON, as [Json] makes it}
  ///
  /// @param value a record, bean, collection, or null
  /// @throws IllegalArgumentException when it cannot be written as JSON
  public static RequestBody json(@Nullable Object value) {
    return ready(Json.encode(value), "application/json");
  }

  /// {@return fields as a form of HTML sends them, `application/x-www-form-urlencoded`}
  ///
  /// @param fields names and values
  public static RequestBody form(Map<String, String> fields) {
    return ready(query(fields).getBytes(UTF_8), "application/x-www-form-urlencoded");
  }

  static String query(Map<String, String> fields) {
    StringJoiner form = new StringJoiner("&");
    fields.forEach((name, value) ->
        form.add(URLEncoder.encode(name, UTF_8) + "=" + URLEncoder.encode(value, UTF_8)));
    return form.toString();
  }

  /// {@return what a file has, read while it is sent}
  ///
  /// @param file must not change meanwhile
  public static RequestBody file(Path file) {
    Objects.requireNonNull(file, "file");
    return new RequestBody(
        null,
        out -> copy(file, out),
        () -> AsyncFiles.size(file),
        "application/octet-stream",
        true);
  }

  static void copy(Path file, BodyWriter out) throws IOException {
    try (AsyncFile in = AsyncFile.open(file)) {
      for (byte[] piece = in.read(PIECE); piece.length > 0; piece = in.read(PIECE)) {
        out.write(piece);
      }
    }
  }

  /// {@return a body of unknown length, which is made while it is sent} It is sent once: a redirect
  /// that wants it again fails.
  ///
  /// @param producer writes it
  public static RequestBody stream(Producer producer) {
    Objects.requireNonNull(producer, "producer");
    return new RequestBody(null, producer, () -> -1, "application/octet-stream", false);
  }

  /// As [#stream(Producer)], of known length.
  ///
  /// @param length how many bytes `producer` writes: not one more, and not one less
  /// @param producer writes it
  /// @return the body
  public static RequestBody stream(long length, Producer producer) {
    if (length < 0) {
      throw new IllegalArgumentException("a body cannot have " + length + " bytes");
    }
    Objects.requireNonNull(producer, "producer");
    return new RequestBody(null, producer, () -> length, "application/octet-stream", false);
  }

  /// One of several pieces.
  static RequestBody made(
      Producer producer, Length length, String contentType, boolean replayable) {
    return new RequestBody(null, producer, length, contentType, replayable);
  }

  /// {@return this body, said to be something else}
  ///
  /// @param contentType the value of `Content-Type`
  /// @throws IllegalArgumentException when it has control characters
  public RequestBody withContentType(String contentType) {
    Headers.of("Content-Type", contentType); // checks it
    return new RequestBody(bytes, producer, length, contentType, replayable);
  }
}
