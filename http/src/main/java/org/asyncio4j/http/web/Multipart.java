package org.asyncio4j.http.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import java.io.IOException;
import java.util.ArrayDeque;
import org.asyncio4j.http.Body;
import org.asyncio4j.http.BodyTooLargeException;
import org.jspecify.annotations.Nullable;

/// A request's body that has parts, `multipart/form-data`, as they come (aiohttp's
/// `MultipartReader`). While nobody reads, the client is held up: whatever is uploaded, some 64 KiB
/// of it are in memory.
///
/// Thread rule: on the loop that it came to.
public final class Multipart {
  /// How many parts there are at the most.
  static final int MAX_PARTS = 1_000;

  /// How large the headers of a part are at the most.
  static final int MAX_PART_HEAD = 16 * 1024;

  /// Buffers that need not be released: a handler may leave the parts where they are.
  private static final UnpooledByteBufAllocator HEAP = new UnpooledByteBufAllocator(false, true);

  private final Body body;
  private final HttpPostMultipartRequestDecoder decoder;

  /// How much of a part is read at once at the most.
  final long maxRead;

  /// What was decoded: a [Part] where one begins, its bytes, and an empty array at its end.
  private final ArrayDeque<Object> decoded = new ArrayDeque<>();

  /// A CR that came last: the codec takes it for data, even if the next line is a boundary.
  private boolean cr;

  private boolean ended;
  private @Nullable Part current;

  Multipart(HttpRequest head, Body body, long maxRead) {
    this.body = body;
    this.maxRead = maxRead;
    try {
      decoder =
          new HttpPostMultipartRequestDecoder(
              new PartFactory(this), head, UTF_8, MAX_PARTS, MAX_PART_HEAD);
    } catch (RuntimeException e) {
      throw malformed(e);
    }
  }

  /// Suspends until the next part begins. What nobody has read of the one before is dropped.
  ///
  /// @return the part; null when there is no other
  /// @throws HttpException.BadRequest when the body is not made of parts
  /// @throws HttpException.ContentTooLarge when there are more than 1,000 parts, or the headers of
  ///   one have more than 16 KiB
  /// @throws IOException as of [Body#read]
  public @Nullable Part next() throws IOException {
    if (current != null) {
      current.drop();
    }
    current = decodeOne() ? (Part) decoded.remove() : null;
    return current;
  }

  /// Suspends until more of the current part has come. {@return null at its end}
  byte @Nullable [] read() throws IOException {
    if (!decodeOne()) {
      throw new HttpException.BadRequest("the body ends in the middle of a part");
    }
    byte[] data = (byte[]) decoded.remove();
    return data.length == 0 ? null : data;
  }

  /// Suspends until something is decoded. {@return whether it is}
  private boolean decodeOne() throws IOException {
    while (decoded.isEmpty() && !ended) {
      byte[] chunk = body.read();
      try {
        if (chunk == null) {
          ended = true;
          decoder.offer(LastHttpContent.EMPTY_LAST_CONTENT);
          checkComplete();
        } else {
          offer(chunk);
        }
      } catch (HttpPostRequestDecoder.TooManyFormFieldsException e) {
        throw new HttpException.ContentTooLarge("the body has more than " + MAX_PARTS + " parts")
            .because(e);
      } catch (HttpPostRequestDecoder.TooLongFormFieldException e) {
        throw new HttpException.ContentTooLarge(
                "the headers of a part have more than " + MAX_PART_HEAD + " bytes")
            .because(e);
      } catch (RuntimeException e) {
        throw malformed(e);
      }
    }
    return !decoded.isEmpty();
  }

  private void offer(byte[] chunk) {
    int count = chunk.length;
    ByteBuf buffer = HEAP.buffer(count + 1);
    if (cr) {
      buffer.writeByte('\r');
    }
    cr = chunk[count - 1] == '\r';
    buffer.writeBytes(chunk, 0, cr ? count - 1 : count);
    if (buffer.isReadable()) {
      decoder.offer(new DefaultHttpContent(buffer));
    }
  }

  private void checkComplete() {
    boolean complete = false;
    try {
      while (decoder.hasNext()) {
        decoder.next();
      }
    } catch (HttpPostRequestDecoder.EndOfDataDecoderException e) {
      complete = true;
    }
    if (!complete) {
      throw new IllegalArgumentException("its last boundary is missing");
    }
  }

  private static HttpException malformed(RuntimeException e) {
    return e instanceof HttpException already
        ? already
        : new HttpException.BadRequest("the body is not multipart/form-data: " + e.getMessage())
            .because(e);
  }

  // --- for the codec ---

  void begins(Part part) {
    decoded.add(part);
  }

  void comes(ByteBuf data, boolean last) {
    byte[] bytes = new byte[data.readableBytes()];
    data.readBytes(bytes);
    data.release();
    if (bytes.length > 0) {
      decoded.add(bytes);
    }
    if (last) {
      decoded.add(new byte[0]);
    }
  }

  static BodyTooLargeException tooLarge(Part part, long limit) {
    return new BodyTooLargeException(
        "the part '" + part.name() + "' is larger than " + limit + " bytes: read it bit by bit");
  }
}
