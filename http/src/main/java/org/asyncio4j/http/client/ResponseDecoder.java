package org.asyncio4j.http.client;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpUtil;
import org.jspecify.annotations.Nullable;

/// Reads responses. Netty's, told which request they answer: only that says whether there is a
/// body.
final class ResponseDecoder extends HttpResponseDecoder {
  private @Nullable HttpMethod method;
  private boolean keepAlive;

  /// Whether anything has come since the last request.
  private boolean begun;

  ResponseDecoder(int maxHeaderSize) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(8 * 1024)
            .setMaxHeaderSize(maxHeaderSize)
            .setMaxChunkSize(64 * 1024));
  }

  /// What comes next answers this.
  void expect(HttpMethod method) {
    this.method = method;
    begun = false;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    begun = true;
    super.channelRead(context, message);
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    keepAlive = HttpUtil.isKeepAlive(message);
    int status = ((HttpResponse) message).status().code();
    return method == HttpMethod.HEAD
        || (method == HttpMethod.CONNECT && status / 100 == 2)
        || super.isContentAlwaysEmpty(message);
  }

  /// Whether the last response allows another one.
  boolean isKeepAlive() {
    return keepAlive;
  }

  /// Whether nothing waits here to become a response.
  boolean isClean() {
    return actualReadableBytes() == 0;
  }

  /// Whether anything of a response has come.
  boolean hasBegun() {
    return begun;
  }
}
