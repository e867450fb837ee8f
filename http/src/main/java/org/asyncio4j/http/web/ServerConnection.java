package org.asyncio4j.http.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.asyncio4j.http.wire.Http1;
import org.asyncio4j.http.wire.Http2;
import org.asyncio4j.http.wire.Http2Session;
import org.asyncio4j.net.ChannelConnection;
import org.asyncio4j.net.ChannelProtocol;
import org.asyncio4j.net.TlsInfo;
import org.jspecify.annotations.Nullable;

/// What a server speaks with a client that has connected: HTTP/2 when TLS has agreed on it, or when
/// a client without TLS begins with it; else HTTP/1.1. On the loop.
final class ServerConnection implements ChannelProtocol {
  private final Serving serving;
  private @Nullable ChannelConnection connection;
  private @Nullable Http1Connection http1;
  private @Nullable Http2Session http2;

  /// The streams of HTTP/2 that are open.
  private final Set<Http2Stream> streams = new LinkedHashSet<>();

  ServerConnection(Serving serving) {
    this.serving = serving;
  }

  @Override
  public void begin(ChannelConnection connection) {
    this.connection = connection;
    TlsInfo tls = connection.tlsInfo();
    if (tls == null) {
      Http2.detect(
          connection, serving.options.headerTimeout(), isHttp2 -> begin(connection, isHttp2));
    } else {
      begin(connection, Http2.ALPN.equals(tls.applicationProtocol()));
    }
  }

  private void begin(ChannelConnection connection, boolean isHttp2) {
    if (isHttp2) {
      http2 = Http2.server(connection, serving.http2, stream -> begin(connection, stream));
    } else {
      Http1Connection http1 = new Http1Connection(serving, connection);
      this.http1 = http1;
      ChannelPipeline pipeline = connection.channel().pipeline();
      Http1.server(pipeline, serving.options.limits());
      pipeline.addLast(http1);
    }
  }

  private void begin(ChannelConnection connection, Channel channel) {
    Http2Stream stream = new Http2Stream(serving, connection);
    streams.add(stream);
    channel.closeFuture().addListener(_ -> streams.remove(stream));
    channel.pipeline().addLast(stream);
  }

  @Override
  public void drain() {
    if (http1 != null) {
      http1.drain();
    } else if (http2 != null) {
      http2.drain();
    } else if (connection != null) { // the client has said nothing yet
      connection.close();
    }
  }

  @Override
  public void cancel(String reason) {
    if (http1 != null) {
      http1.cancel(reason);
    }
    List.copyOf(streams).forEach(stream -> stream.cancel(reason));
  }
}
