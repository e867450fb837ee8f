package org.asyncio4j.http.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Future;
import org.asyncio4j.net.ChannelConnection;
import org.asyncio4j.net.ChannelProtocol;
import org.asyncio4j.net.ConnectOptions;
import org.asyncio4j.net.NettyChannels;
import org.asyncio4j.net.Server;
import org.asyncio4j.net.Streams;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A client of ours with a server that writes frames as the test wants them.
@Timeout(30)
final class Http2ClientTest {
  static final class Protocol implements ChannelProtocol {
    @Nullable Http2Session session;

    @Override
    public void begin(ChannelConnection connection) {
      session = Http2.client(connection, Http2Limits.DEFAULT, () -> {});
    }

    @Override
    public void drain() {}

    @Override
    public void cancel(String reason) {}
  }

  /// One request of the client's and what comes back.
  static final class Call extends ChannelInboundHandlerAdapter {
    Channel channel;
    @Nullable HttpResponse response;
    final StringBuilder body = new StringBuilder();
    boolean ended;
    boolean closed;
    @Nullable Throwable failure;

    Call(Http2Session session, String path) throws IOException {
      this(session, new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, path));
    }

    Call(Http2Session session, HttpRequest request) throws IOException {
      channel = session.open(opened -> opened.pipeline().addLast(this));
      request.headers().set("host", "localhost");
      channel.writeAndFlush(request);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof HttpResponse head) {
        response = head;
      }
      if (message instanceof HttpContent content) {
        body.append(content.content().toString(US_ASCII));
        ended |= message instanceof LastHttpContent;
      }
      ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      failure = cause;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      closed = true;
    }

    StreamResetException reset() {
      return (StreamResetException) Objects.requireNonNull(failure);
    }

    void awaitClosed() {
      while (!closed) {
        Asyncio.sleep(Duration.ofMillis(1));
      }
    }
  }

  interface Body {
    void run(Http2Session client, RawHttp2 server) throws Exception;
  }

  private static void with(Body body) {
    Asyncio.run(() -> {
      Future<RawHttp2> accepted = Asyncio.getRunningLoop().createFuture();
      Future<Void> over = Asyncio.getRunningLoop().createFuture();
      Server listener =
          Streams.startServer(
              (reader, writer) -> {
                reader.readExactly(24); // the preface
                accepted.setResult(new RawHttp2(reader, writer));
                over.await();
              },
              Http2Server.HOST,
              0);
      Http2Session client =
          Objects.requireNonNull(
              NettyChannels.open(
                      Protocol::new, Http2Server.HOST, listener.port(), ConnectOptions.DEFAULT)
                  .session);
      try {
        body.run(client, accepted.await());
      } finally {
        client.connection.abort();
        listener.shutdown(Duration.ZERO);
      }
    });
  }

  private static RawHttp2 answer(RawHttp2 server, int stream, String text) {
    return server.fields(stream, false, ":status", "200").data(stream, true, text);
  }

  @Test
  void aRequestIsSentAndAnswered() {
    with((client, server) -> {
      Call call = new Call(client, "/hello");
      RawHttp2.Frame head = server.awaitFrame(RawHttp2.HEADERS);
      assertThat(head.has(RawHttp2.END_STREAM)).isTrue();
      assertThat(server.decode(head).path().toString()).isEqualTo("/hello");
      answer(server.settings(), head.stream(), "hello").send();
      call.awaitClosed();
      assertThat(call.failure).isNull();
      assertThat(call.body.toString()).isEqualTo("hello");
      assertThat(call.ended).isTrue();
      assertThat(client.activeStreams()).isZero();
    });
  }

  @Test
  void t9StreamsAfterTheLastOfAGoAwayCanBeSentAgain() {
    with((client, server) -> {
      server.settings().send();
      while (client.room() < 2) {
        Asyncio.sleep(Duration.ofMillis(1));
      }
      Call first = new Call(client, "/first");
      Call second = new Call(client, "/second");
      int id = server.awaitFrame(RawHttp2.HEADERS).stream();
      server.awaitFrame(RawHttp2.HEADERS);
      server.frame(RawHttp2.GOAWAY, 0, 0, RawHttp2.bytes(id, 0)).send();
      second.awaitClosed();
      assertThat(second.failure).isInstanceOf(StreamResetException.class);
      assertThat(second.reset().isProcessed()).isFalse();
      assertThat(client.isAccepting()).isFalse();
      assertThat(first.closed).isFalse();
      answer(server, id, "late").send();
      first.awaitClosed();
      assertThat(first.failure).isNull();
      assertThat(first.body.toString()).isEqualTo("late");
      server.awaitEnd(); // with the last stream the client has left
    });
  }

  @Test
  void t11APushThatNobodyHasAskedForEndsTheConnection() {
    with((client, server) -> {
      Call call = new Call(client, "/");
      int id = server.awaitFrame(RawHttp2.HEADERS).stream();
      ByteArrayOutputStream promise = new ByteArrayOutputStream();
      promise.writeBytes(RawHttp2.bytes(2));
      promise.writeBytes(
          server.block(":method", "GET", ":scheme", "http", ":path", "/x", ":authority", "a"));
      server
          .settings()
          .frame(RawHttp2.SETTINGS, RawHttp2.ACK, 0)
          .frame(RawHttp2.PUSH_PROMISE, RawHttp2.END_HEADERS, id, promise.toByteArray())
          .send();
      assertThat(server.awaitFrame(RawHttp2.GOAWAY).code()).isEqualTo(RawHttp2.PROTOCOL_ERROR);
      server.close();
      call.awaitClosed();
      assertThat(call.failure).isInstanceOf(IOException.class);
    });
  }

  @Test
  void t11NoMoreStreamsAreOpenedThanTheServerAllows() {
    with((client, server) -> {
      assertThat(client.room()).isOne(); // it has not said yet
      server.settings(3, 2).send();
      while (client.room() != 2) {
        Asyncio.sleep(Duration.ofMillis(1));
      }
      Call first = new Call(client, "/1");
      new Call(client, "/2");
      assertThat(client.room()).isZero();
      assertThat(client.isAccepting()).isTrue();
      answer(server, server.awaitFrame(RawHttp2.HEADERS).stream(), "x").send();
      first.awaitClosed();
      assertThat(client.room()).isOne();
    });
  }

  @Test
  void t11AnAnswerBeforeTheEndOfTheRequestAndAResetWithoutAnError() {
    with((client, server) -> {
      HttpRequest request =
          new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/upload");
      Call call = new Call(client, request);
      int id = server.awaitFrame(RawHttp2.HEADERS).stream();
      answer(server.settings(), id, "enough");
      server.frame(RawHttp2.RST_STREAM, 0, id, RawHttp2.bytes(0)).send();
      call.awaitClosed();
      assertThat(call.failure).isNull();
      assertThat(call.body.toString()).isEqualTo("enough");
      assertThat(call.ended).isTrue();
    });
  }

  @Test
  void aStreamThatTheServerRefusesCanBeSentAgainAndOthersNot() {
    with((client, server) -> {
      server.settings().send();
      Call refused = new Call(client, "/1");
      server.frame(
          RawHttp2.RST_STREAM, 0, server.awaitFrame(RawHttp2.HEADERS).stream(), RawHttp2.bytes(7));
      server.send();
      refused.awaitClosed();
      assertThat(refused.reset().isProcessed()).isFalse();
      Call failed = new Call(client, "/2");
      server.frame(
          RawHttp2.RST_STREAM, 0, server.awaitFrame(RawHttp2.HEADERS).stream(), RawHttp2.bytes(2));
      server.send();
      failed.awaitClosed();
      assertThat(failed.reset().isProcessed()).isTrue();
      assertThat(failed.reset().errorCode()).isEqualTo(2);
    });
  }
}
