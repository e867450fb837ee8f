package org.asyncio4j.http.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.http.HttpLimits;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.Status;
import org.jspecify.annotations.Nullable;

/// Decompresses the bodies of messages (RFC 9110, 8.4), within the limits: gzip, deflate, and br
/// and zstd where their libraries are there. It stands behind the handlers of [Http1], or in the
/// channel of a stream of HTTP/2.
///
/// What is decompressed loses `Content-Encoding` and `Content-Length` and becomes chunked. A body
/// that is too long, grows too fast or is broken is one `exceptionCaught` with an
/// [HttpProtocolException], of status 413 or 400; nothing but the end of the channel comes after
/// it. While the channel does not read by itself, what is not decompressed yet waits.
public final class Decompression extends ChannelDuplexHandler {
  private static final int MAX_CODINGS = 3;

  private final HttpLimits limits;

  /// Whether bodies in unknown codings are refused, or handed on as they are.
  private final boolean strict;

  /// Whether the responses to come are to HEAD, and have no bodies.
  private final ArrayDeque<Boolean> heads = new ArrayDeque<>(2);

  private final ArrayDeque<Object> waiting = new ArrayDeque<>(2);
  private @Nullable DecompressedBody body;

  /// The end of the body, with its trailers.
  private @Nullable LastHttpContent last;

  private boolean held;

  /// Whether the channel is, so that nobody will ask for more.
  private boolean closed;

  private boolean failed;

  private Decompression(HttpLimits limits, boolean strict) {
    this.limits = limits;
    this.strict = strict;
  }

  /// {@return a server's: what it cannot decompress is refused with 415}
  public static Decompression ofRequests(HttpLimits limits) {
    return new Decompression(limits, true);
  }

  /// {@return a client's: what it cannot decompress is handed on as it is, with its header}
  public static Decompression ofResponses(HttpLimits limits) {
    return new Decompression(limits, false);
  }

  /// {@return what a client that has this says in `Accept-Encoding`}
  public static String acceptEncoding() {
    StringBuilder names = new StringBuilder("gzip, deflate");
    for (String name : new String[] {"br", "zstd"}) {
      if (ContentCoding.of(name) != null) {
        names.append(", ").append(name);
      }
    }
    return names.toString();
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof HttpRequest request) {
      heads.add(request.method().equals(HttpMethod.HEAD));
    }
    context.write(message, promise);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (failed) {
      ReferenceCountUtil.release(message);
    } else if (held) {
      waiting.add(message);
    } else {
      take(context, message);
    }
  }

  private void take(ChannelHandlerContext context, Object message) {
    try {
      if (message instanceof HttpMessage head) {
        begin(context, head);
      }
    } catch (HttpProtocolException e) {
      ReferenceCountUtil.release(message);
      fail(context, e);
      return;
    }
    DecompressedBody into = body;
    if (into == null || !(message instanceof HttpContent content)) {
      context.fireChannelRead(message);
      return;
    }
    if (content instanceof LastHttpContent end) {
      last = end;
      into.end();
    }
    into.feed(content.content());
    goOn(context);
  }

  // --- heads ---

  private void begin(ChannelHandlerContext context, HttpMessage head) throws HttpProtocolException {
    HttpHeaders headers = head.headers();
    List<String> values = headers.getAll(HttpHeaderNames.CONTENT_ENCODING);
    if (hasNoBody(head) || values.isEmpty()) {
      return;
    }
    List<ContentCoding> codings = codings(String.join(",", values));
    if (codings == null || codings.isEmpty()) {
      return;
    }
    body = new DecompressedBody(codings, limits, context.alloc());
    headers.remove(HttpHeaderNames.CONTENT_ENCODING);
    headers.remove(HttpHeaderNames.CONTENT_LENGTH);
    headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
  }

  private boolean hasNoBody(HttpMessage head) {
    if (!(head instanceof HttpResponse response)) {
      return head.headers().contains(HttpHeaderNames.CONTENT_LENGTH, "0", false)
          || !(head.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
              || head.headers().contains(HttpHeaderNames.TRANSFER_ENCODING));
    }
    int status = response.status().code();
    return status < 200
        || Boolean.TRUE.equals(heads.poll())
        || status == Status.NO_CONTENT
        || status == Status.NOT_MODIFIED;
  }

  /// {@return what has to be undone; null when that is not possible}
  private @Nullable List<ContentCoding> codings(String value) throws HttpProtocolException {
    List<ContentCoding> codings = new ArrayList<>(1);
    for (String part : value.split(",", MAX_CODINGS + 2)) {
      String name = part.strip();
      if (name.isEmpty() || name.equalsIgnoreCase("identity")) {
        continue;
      }
      ContentCoding coding = ContentCoding.of(name);
      if (coding == null || codings.size() == MAX_CODINGS) {
        if (strict) {
          throw new HttpProtocolException(
              "a body in an encoding that is not understood; it may be " + acceptEncoding(),
              Status.UNSUPPORTED_MEDIA_TYPE);
        }
        return null;
      }
      codings.add(coding);
    }
    return codings;
  }

  // --- bodies ---

  /// Hands on what the body has become, until more has to come or nobody reads.
  private void goOn(ChannelHandlerContext context) {
    DecompressedBody from = body;
    try {
      while (from != null && from == body) {
        if (!closed && !context.channel().config().isAutoRead()) {
          held = true;
          return;
        }
        ByteBuf piece = from.next();
        if (piece == null) {
          if (last != null) {
            end(context);
          }
          return;
        }
        context.fireChannelRead(new DefaultHttpContent(piece));
      }
    } catch (HttpProtocolException e) {
      fail(context, e);
    }
  }

  private void end(ChannelHandlerContext context) {
    DefaultLastHttpContent end = new DefaultLastHttpContent();
    if (last != null) {
      end.trailingHeaders().set(last.trailingHeaders());
    }
    drop();
    context.fireChannelRead(end);
  }

  @Override
  public void read(ChannelHandlerContext context) {
    if (held) {
      context.executor().execute(() -> resume(context)); // not inside the caller's own code
    } else {
      context.read();
    }
  }

  private void resume(ChannelHandlerContext context) {
    if (!held || context.isRemoved()) {
      return;
    }
    handOn(context);
    context.fireChannelReadComplete();
    if (!held) {
      context.read();
    }
  }

  private void handOn(ChannelHandlerContext context) {
    held = false;
    goOn(context);
    while (!held && !waiting.isEmpty()) {
      Object next = waiting.remove();
      if (failed) {
        ReferenceCountUtil.release(next);
      } else if (next == ChannelInputShutdownEvent.INSTANCE) {
        context.fireUserEventTriggered(next);
      } else {
        take(context, next);
      }
    }
  }

  // --- the end ---

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (held && event == ChannelInputShutdownEvent.INSTANCE) {
      waiting.add(event);
    } else {
      context.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(context, cause);
  }

  private void fail(ChannelHandlerContext context, Throwable cause) {
    if (!failed) {
      failed = true;
      release();
      context.fireExceptionCaught(cause);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (held && (last != null || waiting.peekLast() instanceof LastHttpContent)) {
      closed =
          true; // a stream of HTTP/2 that has ended well: what waits is no more than its window
      handOn(context);
    }
    release();
    context.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    release();
  }

  private void release() {
    held = false;
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
    drop();
  }

  private void drop() {
    last = null;
    DecompressedBody from = body;
    if (from != null) {
      body = null;
      from.close();
    }
  }
}
