package org.asyncio4j.http.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.asyncio4j.net.ChannelConnection;
import org.jspecify.annotations.Nullable;

/// Begins HTTP/2 on a connection (RFC 9113). Netty's codecs speak it; guards of ours stand around
/// them ([Http2FrameGuard], [Http2Requests], [Http2Deadlines]).
///
/// `Upgrade: h2c` is not taken, as section 3.1 allows: clients that ask for it go on with HTTP/1.1.
///
/// On the loop, in a poll.
public final class Http2 {
  /// What TLS calls it.
  public static final String ALPN = "h2";

  private Http2() {}

  /// Serves HTTP/2 on a connection from its first byte on.
  ///
  /// @param connection what is spoken over
  /// @param limits what it may cost
  /// @param streams adds handlers to the channel of each stream
  /// @return the session
  public static Http2Session server(
      ChannelConnection connection, Http2Limits limits, Consumer<Channel> streams) {
    return new Http2Session(connection, limits, true, streams, () -> {});
  }

  /// Speaks HTTP/2 as a client from the first byte on.
  ///
  /// @param connection what is spoken over
  /// @param limits what it may cost
  /// @param whenChanged called when [Http2Session#room] or [Http2Session#isAccepting] may have
  ///   changed; inside a poll
  /// @return the session
  public static Http2Session client(
      ChannelConnection connection, Http2Limits limits, Runnable whenChanged) {
    return new Http2Session(connection, limits, false, _ -> {}, whenChanged);
  }

  /// Finds out which version a client begins to speak on a connection without TLS: the first bytes
  /// of HTTP/2 are those of no other request.
  ///
  /// @param connection what is spoken over
  /// @param timeout how long that may take; then the connection is closed
  /// @param begin adds handlers for HTTP/2 if it is given true, else for HTTP/1; they get what has
  ///   come
  public static void detect(
      ChannelConnection connection, Duration timeout, Consumer<Boolean> begin) {
    connection.channel().pipeline().addLast(new Detector(connection, timeout, begin));
  }

  private static final class Detector extends ByteToMessageDecoder {
    private final ByteBuf preface = Http2CodecUtil.connectionPrefaceBuf();
    private final ChannelConnection connection;
    private final Duration timeout;
    private final Consumer<Boolean> begin;
    private io.netty.util.concurrent.@Nullable Future<?> timer;

    Detector(ChannelConnection connection, Duration timeout, Consumer<Boolean> begin) {
      this.connection = connection;
      this.timeout = timeout;
      this.begin = begin;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      timer =
          context.executor().schedule(connection::abort, timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
      if (timer != null) {
        timer.cancel(false);
      }
      preface.release();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event == ChannelInputShutdownEvent.INSTANCE) {
        connection.close();
      }
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf data, List<Object> out) {
      int count = Math.min(data.readableBytes(), preface.readableBytes());
      boolean same =
          data.slice(data.readerIndex(), count).equals(preface.slice(preface.readerIndex(), count));
      if (!same || count == preface.readableBytes()) {
        begin.accept(same);
        context.pipeline().remove(this); // passes on what has come
      }
    }
  }
}
