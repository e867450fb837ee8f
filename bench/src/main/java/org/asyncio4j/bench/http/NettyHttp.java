package org.asyncio4j.bench.http;

import static io.netty.handler.codec.http.HttpHeaderNames.CONNECTION;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;
import static io.netty.handler.codec.http.HttpHeaderNames.DATE;
import static io.netty.handler.codec.http.HttpResponseStatus.NOT_FOUND;
import static io.netty.handler.codec.http.HttpResponseStatus.OK;
import static io.netty.handler.codec.http.HttpVersion.HTTP_1_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.asyncio4j.bench.serving.NettyServing;

/// `NettyHttp io_uring|epoll|nio`: Netty's event loop and its `HttpServerCodec`, and a handler as
/// one writes it by hand for speed: no object a request but the answer, no copy of the text, one
/// flush a read.
public final class NettyHttp {
  private NettyHttp() {}

  /// Serves.
  ///
  /// @param args the transport
  /// @throws InterruptedException never
  public static void main(String[] args) throws InterruptedException {
    NettyServing.on(args[0], new Pipeline());
  }

  private static final class Pipeline extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      channel.pipeline().addLast(new HttpServerCodec(), new Answering());
    }
  }

  private static final class Answering extends ChannelInboundHandlerAdapter {
    private static final ByteBuf TEXT =
        Unpooled.unreleasableBuffer(
            Unpooled.directBuffer().writeBytes(Answers.text()).asReadOnly());

    private String path = "";
    private boolean keepAlive;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof HttpRequest request) {
        path = request.uri();
        keepAlive = HttpUtil.isKeepAlive(request);
      }
      if (message instanceof LastHttpContent) {
        answer(context);
      }
      ReferenceCountUtil.release(message);
    }

    private void answer(ChannelHandlerContext context) {
      FullHttpResponse response =
          switch (path) {
            case "/plaintext" -> response(OK, "text/plain; charset=utf-8", TEXT.duplicate());
            case "/json" ->
                response(OK, "application/json", Unpooled.wrappedBuffer(Answers.json()));
            default -> response(NOT_FOUND, "text/plain; charset=utf-8", Unpooled.EMPTY_BUFFER);
          };
      if (keepAlive) {
        ChannelFuture _ = context.write(response, context.voidPromise());
      } else {
        response.headers().set(CONNECTION, HttpHeaderValues.CLOSE);
        ChannelFuture _ = context.write(response).addListener(ChannelFutureListener.CLOSE);
      }
    }

    private static FullHttpResponse response(
        HttpResponseStatus status, String type, ByteBuf content) {
      FullHttpResponse response =
          new DefaultFullHttpResponse(
              HTTP_1_1,
              status,
              content,
              DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders(),
              EmptyHttpHeaders.INSTANCE);
      response
          .headers()
          .set(CONTENT_TYPE, type)
          .set(CONTENT_LENGTH, Integer.toString(content.readableBytes()))
          .set(DATE, Answers.date());
      return response;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      ChannelFuture _ = context.close();
    }
  }
}
