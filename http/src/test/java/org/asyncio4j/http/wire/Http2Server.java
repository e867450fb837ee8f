package org.asyncio4j.http.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.asyncio4j.Asyncio;
import org.asyncio4j.net.ChannelConnection;
import org.asyncio4j.net.ChannelProtocol;
import org.asyncio4j.net.NettyChannels;
import org.asyncio4j.net.Server;
import org.asyncio4j.net.ServerOptions;
import org.jspecify.annotations.Nullable;

/// A server whose streams are answered by a handler, by the path that is asked for.
final class Http2Server implements AutoCloseable {
  static final String HOST = "127.0.0.1";

  final List<Stream> streams = new ArrayList<>();
  final List<Http2Session> sessions = new ArrayList<>();
  private final Http2Limits limits;
  private final Server server;

  Http2Server(Http2Limits limits) throws IOException {
    this(limits, ServerOptions.DEFAULT);
  }

  Http2Server(Http2Limits limits, ServerOptions options) throws IOException {
    this.limits = limits;
    server = NettyChannels.startServer(Protocol::new, HOST, 0, options);
  }

  int port() {
    return server.port();
  }

  /// What the handlers have got: `GET /path`, one each.
  List<String> requests() {
    return streams.stream().filter(s -> s.request != null).map(s -> s.line).toList();
  }

  @Override
  public void close() {
    server.shutdown(Duration.ZERO);
  }

  final class Protocol implements ChannelProtocol {
    private @Nullable Http2Session session;

    @Override
    public void begin(ChannelConnection connection) {
      Http2Session begun =
          Http2.server(
              connection,
              limits,
              channel -> {
                Stream stream = new Stream(channel);
                streams.add(stream);
                channel.pipeline().addLast(stream);
              });
      sessions.add(begun);
      session = begun;
    }

    @Override
    public void drain() {
      Objects.requireNonNull(session).drain();
    }

    @Override
    public void cancel(String reason) {}
  }

  /// One stream.
  static final class Stream extends ChannelInboundHandlerAdapter {
    final Channel channel;
    private @Nullable HttpRequest request;
    String line = "";
    final StringBuilder body = new StringBuilder();

    /// In how many parts that has come.
    int parts;

    boolean ended;
    boolean closed;
    @Nullable Throwable failure;
    private int left;

    Stream(Channel channel) {
      this.channel = channel;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof HttpRequest head) {
        request = head;
        line = head.method() + " " + head.uri();
        if (head.uri().equals("/paused")) {
          channel.config().setAutoRead(false);
        } else if (head.uri().equals("/early")) {
          answer("early");
          channel.close();
        } else if (head.uri().equals("/broken")) {
          channel.writeAndFlush(
              new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
          channel.close();
        } else if (head.headers().contains(HttpHeaderNames.EXPECT)) {
          channel.writeAndFlush(
              new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        }
      }
      if (message instanceof HttpContent content) {
        parts++;
        body.append(content.content().toString(US_ASCII));
        if (message instanceof LastHttpContent) {
          ended = true;
          answer();
        }
      }
      ReferenceCountUtil.release(message);
    }

    HttpRequest request() {
      return Objects.requireNonNull(request);
    }

    private void answer() {
      String path = request().uri();
      if (path.startsWith("/big/")) {
        left = Integer.parseInt(path.substring(5));
        channel.write(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        writeMore();
      } else if (path.startsWith("/whole/")) {
        answer("x".repeat(Integer.parseInt(path.substring(7))));
      } else if (path.equals("/trailers")) {
        channel.write(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        LastHttpContent last = new io.netty.handler.codec.http.DefaultLastHttpContent();
        last.trailingHeaders().set("sum", "1");
        channel.writeAndFlush(last);
      } else if (path.startsWith("/status/")) {
        channel.writeAndFlush(
            new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(Integer.parseInt(path.substring(8))),
                Unpooled.copiedBuffer("dropped", US_ASCII)));
      } else if (!path.equals("/hang") && !path.equals("/early") && !path.equals("/broken")) {
        answer("hello " + body);
      }
    }

    private void answer(String text) {
      ByteBuf data = Unpooled.copiedBuffer(text, US_ASCII);
      HttpResponse response =
          new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, data);
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, text.length());
      channel.writeAndFlush(response);
    }

    /// Suspends until it has ended.
    void awaitClosed() {
      while (!closed) {
        Asyncio.sleep(Duration.ofMillis(1));
      }
    }

    /// How many bytes of its answer are not written.
    int left() {
      return left;
    }

    /// As a task would: no more than the channel takes.
    private void writeMore() {
      while (left > 0 && channel.isWritable() && channel.isActive()) {
        int count = Math.min(left, 8 * 1024);
        left -= count;
        channel.write(new DefaultHttpContent(Unpooled.wrappedBuffer(new byte[count])));
        if (left == 0) {
          channel.write(LastHttpContent.EMPTY_LAST_CONTENT);
        }
      }
      channel.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      if (left > 0) {
        writeMore();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      failure = cause;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      closed = true;
    }
  }
}
