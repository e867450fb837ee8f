package org.asyncio4j.http.wire;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import org.asyncio4j.http.HttpLimits;

/// HTTP/1.1 on a channel: Netty's codec between a guard and a check, so that what comes out was
/// understood as RFC 9112 says, and in no other way.
///
/// Behind these handlers come `HttpRequest` and `HttpContent` for a server, `HttpResponse` and
/// `HttpContent` for a client, in order and each with a successful decoder result, up to a
/// `LastHttpContent`. What is wrong comes as one `exceptionCaught` with an
/// [org.asyncio4j.http.HttpProtocolException], whose status a server answers with, after the
/// messages before it; from then on nothing but the end of the channel comes. It also comes when
/// the stream ends within a message. Another exception, such as that of a reset, is the only one
/// too.
///
/// While the channel does not read by itself (`setAutoRead(false)`), messages that have come behind
/// the current one are held back; they come when it reads again.
public final class Http1 {
  private static final String GUARD = "http1-guard";
  private static final String CODEC = "http1";
  private static final String CHECK = "http1-check";

  /// How many requests wait for their answers at the most; a server stops reading far earlier.
  private static final int MAX_PIPELINED = 1024;

  private Http1() {}

  /// Adds what a server needs, at the end of the pipeline.
  ///
  /// Requests come out with a path (or `*`, or for CONNECT a host and port) as their URI, whatever
  /// form they had, and with one valid `Host`; in HTTP/1.0 there may be none. What follows a
  /// request that is the connection's last (`Connection: close`) is dropped.
  public static void server(ChannelPipeline pipeline, HttpLimits limits) {
    FramingGuard guard = new RequestGuard(limits);
    pipeline.addLast(GUARD, guard);
    pipeline.addLast(CODEC, new HttpServerCodec(config(limits), MAX_PIPELINED));
    pipeline.addLast(CHECK, new RequestCheck(guard));
  }

  /// Adds what a client needs, at the end of the pipeline.
  ///
  /// A response comes for each request that is written; what comes unasked is a failure, and so are
  /// more than 32 interim responses before a final one. After a 101, or a 200 to CONNECT, whatever
  /// comes is a `ByteBuf`: it belongs to another protocol. A body without a length ends with the
  /// connection; one that TLS has not closed ends in that failure.
  ///
  /// @return what has come
  public static ResponseState client(ChannelPipeline pipeline, HttpLimits limits) {
    ResponseGuard guard = new ResponseGuard(limits);
    pipeline.addLast(GUARD, guard);
    pipeline.addLast(CODEC, new HttpClientCodec(config(limits), false, false));
    pipeline.addLast(CHECK, new ResponseCheck(guard));
    return guard;
  }

  /// Takes these handlers away: another protocol begins. What has come of it and was held back goes
  /// to the handler behind them.
  public static void remove(ChannelPipeline pipeline) {
    pipeline.remove(CHECK);
    pipeline.remove(CODEC);
    pipeline.remove(GUARD);
  }

  /// The codec's own limits are behind those of the guard.
  private static HttpDecoderConfig config(HttpLimits limits) {
    int line =
        Math.max(limits.headerLineLength(), limits.uriLength()) + limits.chunkExtensionsLength();
    return new HttpDecoderConfig()
        .setMaxInitialLineLength(line + 128)
        .setMaxHeaderSize(2 * limits.headersLength())
        .setStrictLineParsing(true)
        .setUseRfc9112TransferEncoding(true);
  }
}
