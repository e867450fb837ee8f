package org.asyncio4j.http.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.MessageToMessageCodec;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamFrame;
import io.netty.handler.codec.http2.HttpConversionUtil;
import io.netty.handler.codec.http2.HttpConversionUtil.ExtensionHeaderNames;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.SocketException;
import java.util.List;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.Status;
import org.asyncio4j.net.ChannelConnection;
import org.jspecify.annotations.Nullable;

/// Makes one stream look like an HTTP/1.1 connection with one message in each direction: the same
/// objects in the same order as Netty's `HttpServerCodec` and `HttpClientCodec` give and take.
///
/// What is not a message by RFC 9113, section 8, and was not refused before, ends the stream with
/// PROTOCOL_ERROR here, and nobody hears of it. In a client, a stream that ends before its message
/// does is an `exceptionCaught` with a reason, and then a `channelInactive`.
///
/// On the loop.
final class Http2StreamCodec extends MessageToMessageCodec<Http2StreamFrame, HttpObject> {
  private static final ExtensionHeaderNames[] NETTYS_OWN = {
    ExtensionHeaderNames.SCHEME,
    ExtensionHeaderNames.STREAM_ID,
    ExtensionHeaderNames.PATH,
    ExtensionHeaderNames.PROTOCOL
  };

  private final ChannelConnection connection;
  private final boolean isServer;

  /// Whether a message is coming, has ended; is going, has ended.
  private boolean inBegun;

  private boolean inEnded;
  private boolean outEnded;

  /// Whether all that is going has gone out, and who closes the stream when it has.
  private boolean outSent;

  private @Nullable ChannelPromise closing;

  /// Whether the response has no body, whatever is written.
  private boolean isHead;

  private boolean bodiless;

  /// Whether this side has refused the stream.
  private boolean refused;

  /// The code the other side has ended the stream with; -1 when it has not.
  private long resetCode = -1;

  /// Whether a GOAWAY has said that the stream will not be worked on.
  private boolean unprocessed;

  Http2StreamCodec(ChannelConnection connection, boolean isServer) {
    super(Http2StreamFrame.class, HttpObject.class);
    this.connection = connection;
    this.isServer = isServer;
  }

  // --- what comes ---

  @Override
  public boolean acceptInboundMessage(Object message) {
    return message instanceof Http2StreamFrame;
  }

  @Override
  protected void decode(ChannelHandlerContext context, Http2StreamFrame frame, List<Object> out) {
    if (refused) {
      return;
    }
    switch (frame) {
      case Http2HeadersFrame head -> {
        try {
          decode(head, out);
        } catch (Http2Exception | IllegalArgumentException e) {
          out.clear();
          refuse(context);
        }
      }
      case Http2DataFrame data -> {
        if (data.isEndStream()) {
          inEnded = true;
          out.add(
              data.content().isReadable()
                  ? new DefaultLastHttpContent(data.content().retain())
                  : LastHttpContent.EMPTY_LAST_CONTENT);
        } else if (data.content().isReadable()) {
          out.add(new DefaultHttpContent(data.content().retain()));
        }
      }
      default -> {} // an extension's
    }
  }

  private void decode(Http2HeadersFrame frame, List<Object> out) throws Http2Exception {
    Http2Headers fields = frame.headers();
    int id = frame.stream().id();
    if (inBegun) {
      LastHttpContent last = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
      HttpConversionUtil.addHttp2ToHttpHeaders(
          id, fields, last.trailingHeaders(), HttpVersion.HTTP_1_1, true, isServer);
      inEnded = true;
      out.add(last);
      return;
    }
    HttpMessage message;
    boolean informational = false;
    if (isServer) {
      Http2Requests.check(fields);
      HttpRequest request = HttpConversionUtil.toHttpRequest(id, fields, true);
      isHead = request.method().equals(HttpMethod.HEAD);
      message = request;
    } else {
      HttpResponse response = HttpConversionUtil.toHttpResponse(id, fields, true);
      informational = isInformational(response);
      message = response;
    }
    HttpHeaders headers = message.headers();
    for (ExtensionHeaderNames name : NETTYS_OWN) {
      headers.remove(name.text());
    }
    out.add(message);
    if (informational) {
      out.add(LastHttpContent.EMPTY_LAST_CONTENT);
      return;
    }
    inBegun = true;
    if (frame.isEndStream()) {
      inEnded = true;
      out.add(LastHttpContent.EMPTY_LAST_CONTENT);
    } else if (!headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
      headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
  }

  private void refuse(ChannelHandlerContext context) {
    refused = true;
    reset(context, Http2Error.PROTOCOL_ERROR, context.newPromise());
  }

  /// Ends the stream, and with that its channel.
  private void reset(ChannelHandlerContext context, Http2Error reason, ChannelPromise promise) {
    context.write(new DefaultHttp2ResetFrame(reason), promise);
    connection.flushSoon();
  }

  // --- what goes ---

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    if (message instanceof HttpContent content
        && !(content instanceof LastHttpContent)
        && (bodiless || !content.content().isReadable())) {
      content.release();
      promise.trySuccess();
    } else if (message instanceof LastHttpContent && !isInformational(message)) {
      ChannelPromise last = promise.unvoid();
      last.addListener(_ -> outSent(context));
      super.write(context, message, last);
    } else {
      super.write(context, message, promise);
    }
  }

  private static boolean isInformational(Object message) {
    return message instanceof HttpResponse response
        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
  }

  private void outSent(ChannelHandlerContext context) {
    outSent = true;
    if (closing != null) {
      close(context, closing);
    }
  }

  @Override
  protected void encode(ChannelHandlerContext context, HttpObject message, List<Object> out) {
    if (message instanceof HttpMessage head) {
      boolean informational = isInformational(head);
      if (head instanceof HttpResponse response) {
        int status = response.status().code();
        bodiless = isHead || status == 204 || status == 304;
      } else {
        head.headers().set(ExtensionHeaderNames.SCHEME.text(), scheme());
      }
      Http2Headers fields = HttpConversionUtil.toHttp2Headers(head, true);
      head.headers().remove(ExtensionHeaderNames.SCHEME.text());
      outEnded = !informational && message instanceof LastHttpContent last && isEmpty(last);
      out.add(new DefaultHttp2HeadersFrame(fields, outEnded));
      if (outEnded || informational) {
        return;
      }
    }
    if (message instanceof HttpContent content) {
      encode(content, out);
    }
  }

  private CharSequence scheme() {
    return connection.tlsInfo() == null ? "http" : "https";
  }

  private boolean isEmpty(LastHttpContent last) {
    return (bodiless || !last.content().isReadable()) && last.trailingHeaders().isEmpty();
  }

  private void encode(HttpContent content, List<Object> out) {
    ByteBuf data = bodiless ? Unpooled.EMPTY_BUFFER : content.content();
    if (!(content instanceof LastHttpContent last)) {
      out.add(new DefaultHttp2DataFrame(data.retain(), false));
      return;
    }
    outEnded = true;
    HttpHeaders trailers = last.trailingHeaders();
    if (trailers.isEmpty()) {
      out.add(new DefaultHttp2DataFrame(data.retain(), true));
      return;
    }
    if (data.isReadable()) {
      out.add(new DefaultHttp2DataFrame(data.retain(), false));
    }
    out.add(new DefaultHttp2HeadersFrame(HttpConversionUtil.toHttp2Headers(trailers, true), true));
  }

  /// What several tasks have written goes together.
  @Override
  public void flush(ChannelHandlerContext context) {
    connection.flushSoon();
  }

  // --- the end ---

  /// Called when the program is done with the stream. When it has answered, the other side is told
  /// to send no more of a request that is not wanted (section 8.1); else that something went wrong.
  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    if (!isServer || refused || resetCode >= 0 || (inEnded && outEnded)) {
      context.close(promise);
    } else if (outEnded && !outSent) {
      closing = promise; // the answer waits for the other side
    } else {
      refused = true;
      reset(context, outEnded ? Http2Error.NO_ERROR : Http2Error.INTERNAL_ERROR, promise);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    switch (event) {
      case Http2ResetFrame reset -> {
        resetCode = reset.errorCode();
        if (isServer) { // nobody wants the answer: what waits to be read does not hold this up
          context.executor().execute(context::close);
        }
      }
      case Http2GoAwayFrame goAway -> {
        unprocessed = true;
        ReferenceCountUtil.release(goAway);
      }
      default -> context.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (!isServer && !inEnded) {
      context.fireExceptionCaught(reason());
    }
    context.fireChannelInactive();
  }

  private IOException reason() {
    if (refused) {
      return new HttpProtocolException(
          "what the server has sent is no message of HTTP/2", Status.BAD_GATEWAY);
    }
    if (unprocessed) {
      return new StreamResetException(
          "the server goes away and has not begun with this request",
          Http2Error.REFUSED_STREAM.code(),
          false);
    }
    if (resetCode >= 0) {
      Http2Error error = Http2Error.valueOf(resetCode);
      return new StreamResetException(
          "the server has ended the stream: " + (error == null ? resetCode : error),
          resetCode,
          error != Http2Error.REFUSED_STREAM);
    }
    IOException failure = connection.failure();
    return failure == null ? new SocketException("the connection is closed") : failure;
  }
}
