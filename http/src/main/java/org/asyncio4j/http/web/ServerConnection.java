package org.asyncio4j.http.web;

import io.netty.handler.codec.http.HttpServerCodec;
import org.asyncio4j.net.ChannelConnection;
import org.asyncio4j.net.ChannelProtocol;
import org.jspecify.annotations.Nullable;

/// What a server speaks with a client that has connected. On the loop.
final class ServerConnection implements ChannelProtocol {
  private final Serving serving;
  private @Nullable Http1Connection http1;

  ServerConnection(Serving serving) {
    this.serving = serving;
  }

  @Override
  public void begin(ChannelConnection connection) {
    Http1Connection http1 = new Http1Connection(serving, connection);
    this.http1 = http1;
    connection.channel().pipeline().addLast(new HttpServerCodec(), http1);
  }

  @Override
  public void drain() {
    if (http1 != null) {
      http1.drain();
    }
  }

  @Override
  public void cancel(String reason) {
    if (http1 != null) {
      http1.cancel(reason);
    }
  }
}
