package org.asyncio4j.http.client;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Objects;
import org.asyncio4j.http.HttpLimits;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.wire.Deadline;
import org.asyncio4j.http.wire.Decompression;
import org.asyncio4j.http.wire.Http2Session;
import org.asyncio4j.http.wire.StreamResetException;
import org.asyncio4j.net.ChannelConnection;
import org.jspecify.annotations.Nullable;

/// One stream of a connection that speaks HTTP/2, for one round trip. Whatever ends the round trip
/// ends the stream and nothing else.
///
/// On the loop.
final class Http2ClientStream extends ChannelDuplexHandler implements Carrier {
  private final Http2ClientConnection owner;
  private final Deadline deadline;
  private final boolean reused;
  private @Nullable Channel channel;
  private @Nullable RoundTrip current;

  /// Whether all of the request is on its way.
  private boolean sent;

  /// Whether anything has come.
  private boolean begun;

  Http2ClientStream(Http2ClientConnection owner, boolean reused) {
    this.owner = owner;
    this.reused = reused;
    deadline = new Deadline(owner.connection().loop(), this::timedOut);
  }

  void open(Http2Session session, ClientOptions options) throws IOException {
    HttpLimits limits = options.limits();
    channel =
        session.open(stream -> {
          if (options.decompression()) {
            stream.pipeline().addLast(Decompression.ofResponses(limits));
          }
          stream.pipeline().addLast(this);
        });
  }

  @Override
  public void begin(RoundTrip roundTrip, HttpRequest request, boolean keepAlive) {
    current = roundTrip;
    channel().write(request);
    connection().flushSoon();
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    sent |= message instanceof LastHttpContent;
    context.write(message, promise);
  }

  private void timedOut() {
    if (current != null) {
      current.timedOut();
    }
  }

  void sessionClosed() {
    if (current != null) {
      current.sessionClosed();
    }
  }

  @Override
  public void ended(boolean clean) {
    if (clean) {
      end();
    } else {
      abort();
    }
  }

  @Override
  public void abort() {
    if (current != null && !sent && channel().isActive()) {
      // closing would not tell a server that has answered
      channel().write(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
    }
    end();
    if (channel().pipeline().get(Decompression.class) != null) {
      channel().pipeline().remove(Decompression.class); // nobody wants what waits in it
    }
    channel().close();
    connection().flushSoon();
  }

  private void end() {
    current = null;
    deadline.close();
    owner.ended(this);
  }

  // --- what comes; in a poll ---

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    RoundTrip roundTrip = current;
    if (roundTrip == null) {
      ReferenceCountUtil.release(message);
    } else {
      begun = true;
      roundTrip.receive((HttpObject) message); // the codec gives nothing else
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    RoundTrip roundTrip = current;
    if (roundTrip == null) {
      return;
    }
    switch (cause) {
      case StreamResetException reset -> roundTrip.reset(reset);
      case HttpProtocolException refused -> roundTrip.refuse(refused);
      case IOException lost -> roundTrip.disconnected(lost, begun);
      default -> roundTrip.refuse(cause);
    }
  }

  // --- a carrier ---

  @Override
  public ChannelConnection connection() {
    return owner.connection();
  }

  @Override
  public Channel channel() {
    return Objects.requireNonNull(channel, "it is opened first");
  }

  @Override
  public Deadline deadline() {
    return deadline;
  }

  @Override
  public String version(HttpResponse head) {
    return "HTTP/2";
  }

  @Override
  public boolean isReused() {
    return reused;
  }

  @Override
  public boolean isFramed() {
    return true;
  }

  @Override
  public void avoid() {
    owner.giveUp();
  }
}
