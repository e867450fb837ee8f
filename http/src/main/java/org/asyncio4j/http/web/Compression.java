package org.asyncio4j.http.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.asyncio4j.Asyncio;
import org.asyncio4j.http.BodyWriter;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.Status;
import org.jspecify.annotations.Nullable;

/// Compresses answers for clients that ask for it by `Accept-Encoding` (aiohttp's
/// `enable_compression`): with gzip, and with zstd and br where zstd-jni and brotli4j are on the
/// path.
///
/// Only what becomes smaller: texts, JSON, XML and the like, from a size on. What is compressed
/// already, a part of something, or marked `Cache-Control: no-transform` stays as it is. Of what is
/// streamed each write is compressed and sent by itself, so that events are not held up. A strong
/// `ETag` becomes a weak one, because the bytes are others.
///
/// **BREACH.** Under TLS, an answer that has both a secret and something that an attacker can
/// choose tells by its compressed size how alike they are. Leave such pages alone: mark them
/// `no-transform`, or mask the secret anew each time.
///
/// Immutable: `withX` gives another one.
public final class Compression implements Middleware {
  /// From here on a body that is there is compressed off the loop.
  private static final int LARGE = 32 * 1024;

  private final long threshold;

  private Compression(long threshold) {
    this.threshold = threshold;
  }

  /// {@return one for bodies of 1 KiB and more}
  public static Compression create() {
    return new Compression(1024);
  }

  /// {@return this, from another size on; bodies of an unknown length are always compressed}
  ///
  /// @param bytes the smallest body that is compressed
  public Compression withThreshold(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size cannot be " + bytes);
    }
    return new Compression(bytes);
  }

  @Override
  public Response handle(Request request, Handler next) throws Exception {
    return compressed(request, next.handle(request));
  }

  private Response compressed(Request request, Response response) {
    if (response.body() instanceof ResponseBody.Late(ResponseBody.LateBody late)) {
      return response.withBody(
          new ResponseBody.Late((asked, answer, sending) ->
              late.send(asked, answer, sent -> sending.send(compressed(asked, sent)))));
    }
    if (response.status() == Status.NOT_MODIFIED) { // what it stands for varies
      return response.withHeaders(varying(response.headers()));
    }
    if (!mayCompress(response)) {
      return response;
    }
    Headers headers = varying(response.headers());
    ContentEncoding encoding = chosen(request);
    ResponseBody body = encoding == null ? null : compressed(response.body(), encoding);
    if (encoding == null || body == null) {
      return response.withHeaders(headers);
    }
    headers.set("content-encoding", encoding.token());
    headers.remove("accept-ranges"); // a range is one of the bytes as they were
    String tag = headers.get("etag");
    if (tag != null && tag.startsWith("\"")) {
      headers.set("etag", "W/" + tag);
    }
    return response.withHeaders(headers).withBody(body);
  }

  private boolean mayCompress(Response response) {
    int status = response.status();
    CharSequence type = response.contentType();
    String control = response.header("cache-control");
    return status >= 200
        && status != Status.NO_CONTENT
        && status != Status.PARTIAL_CONTENT
        && type != null
        && ContentTypes.isCompressible(type)
        && response.header("content-encoding") == null
        && response.header("content-range") == null
        && (control == null || !control.contains("no-transform"))
        && isLargeEnough(response.body());
  }

  private boolean isLargeEnough(ResponseBody body) {
    return switch (body) {
      case ResponseBody.Bytes bytes -> bytes.data.length >= Math.max(1, threshold);
      case ResponseBody.Written written -> written.length() < 0 || written.length() >= threshold;
      case ResponseBody.Late _, ResponseBody.Upgraded _ -> false;
    };
  }

  private static Headers varying(Headers headers) {
    String vary = headers.get("vary");
    if (vary == null || (!vary.equals("*") && !headers.containsWord("vary", "accept-encoding"))) {
      headers.add("vary", "accept-encoding");
    }
    return headers;
  }

  private static @Nullable ContentEncoding chosen(Request request) {
    for (ContentEncoding encoding :
        ContentEncoding.accepted(request.headers().getAll("accept-encoding"))) {
      if (ContentEncoding.AVAILABLE.contains(encoding)) {
        return encoding;
      }
    }
    return null;
  }

  // --- bodies ---

  /// {@return the body, compressed; null when it becomes no smaller}
  private static @Nullable ResponseBody compressed(ResponseBody body, ContentEncoding encoding) {
    return switch (body) {
      case ResponseBody.Bytes bytes -> {
        byte[] data = bytes.data;
        byte[] less =
            data.length < LARGE
                ? compressed(data, encoding)
                : Asyncio.toThread(() -> compressed(data, encoding));
        yield less.length < data.length ? new ResponseBody.Bytes(less) : null;
      }
      case ResponseBody.Written written ->
          new ResponseBody.Written(out -> write(written, encoding, out), -1);
      case ResponseBody.Late _, ResponseBody.Upgraded _ -> null;
    };
  }

  private static byte[] compressed(byte[] data, ContentEncoding encoding) {
    ByteArrayOutputStream less = new ByteArrayOutputStream(data.length / 2);
    try (OutputStream encoder = encoding.compress(less)) {
      encoder.write(data);
    } catch (IOException e) {
      throw new IllegalStateException("the " + encoding.token() + " encoder has failed", e);
    }
    return less.toByteArray();
  }

  private static void write(ResponseBody.Written body, ContentEncoding encoding, BodyWriter out)
      throws Exception {
    ByteArrayOutputStream passed = new ByteArrayOutputStream();
    long[] count = new long[1];
    try (OutputStream encoder = encoding.compress(passed)) {
      body.content()
          .writeTo(data -> {
            count[0] += data.length;
            encoder.write(data);
            encoder.flush();
            byte[] some = passed.toByteArray();
            passed.reset();
            out.write(some);
          });
    }
    if (body.length() >= 0 && count[0] != body.length()) {
      throw new IllegalStateException(
          "a body has " + count[0] + " bytes, but its length was given as " + body.length());
    }
    out.write(passed.toByteArray());
  }
}
