package org.asyncio4j.http.wire;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.Status;

/// Stands behind the codec: tells the guard before it what body follows, refuses what the fields
/// must not say, and makes one [HttpProtocolException] of whatever the guard, the codec or this has
/// found. After it nothing goes on.
abstract class MessageCheck extends ChannelDuplexHandler {
  /// A longer number could overflow.
  private static final int MAX_LENGTH_DIGITS = 18;

  private final FramingGuard guard;
  private boolean failed;

  MessageCheck(FramingGuard guard) {
    this.guard = guard;
  }

  /// Looks at a head, and tells the guard what follows it.
  abstract void head(ChannelHandlerContext context, HttpMessage message)
      throws HttpProtocolException;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (failed) {
      ReferenceCountUtil.release(message);
      return;
    }
    try {
      if (message instanceof HttpObject object) {
        DecoderResult result = object.decoderResult();
        if (result.isFailure()) {
          throw refusal(result.cause());
        }
        if (object instanceof HttpMessage head) {
          head(context, head);
        }
      }
    } catch (HttpProtocolException e) {
      ReferenceCountUtil.release(message);
      exceptionCaught(context, e);
      return;
    }
    context.fireChannelRead(message);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!failed) {
      failed = true;
      guard.die();
      context.fireExceptionCaught(cause);
    }
  }

  private static HttpProtocolException refusal(Throwable cause) {
    return new HttpProtocolException(
        "a message that is no HTTP: " + cause.getMessage(), Status.BAD_REQUEST, cause);
  }

  /// {@return the length of the body, or which kind it is}
  ///
  /// @param otherwise what no word about it means
  static long framed(HttpHeaders headers, boolean http10, long otherwise)
      throws HttpProtocolException {
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    if (headers.get(HttpHeaderNames.TRANSFER_ENCODING) == null) {
      return length == null ? otherwise : length(length);
    }
    List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (length != null) {
      throw bad("Content-Length and Transfer-Encoding together");
    }
    if (http10) {
      throw bad("a Transfer-Encoding in HTTP/1.0");
    }
    if (codings.size() > 1 || !codings.getFirst().equalsIgnoreCase("chunked")) {
      throw bad("a Transfer-Encoding other than chunked");
    }
    return FramingGuard.CHUNKED;
  }

  private static long length(String text) throws HttpProtocolException {
    boolean digits = !text.isEmpty() && text.length() <= MAX_LENGTH_DIGITS;
    for (int i = 0; digits && i < text.length(); i++) {
      digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    if (!digits) {
      throw bad("a Content-Length that is no length");
    }
    return Long.parseLong(text);
  }

  static HttpProtocolException bad(String message) {
    return new HttpProtocolException(message, Status.BAD_REQUEST);
  }
}
