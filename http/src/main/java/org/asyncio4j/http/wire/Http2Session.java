package org.asyncio4j.http.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2PingFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.asyncio4j.net.ChannelConnection;
import org.jspecify.annotations.Nullable;

/// HTTP/2 over one connection: its streams, each a channel that speaks HTTP objects (see
/// [Http2StreamCodec]), and its end. [Http2] begins it.
///
/// It closes the connection when it has no streams for a while, when it drains and the last has
/// ended, and when the other side says GOAWAY and the last has ended.
///
/// Last in the connection's pipeline. On the loop.
public final class Http2Session extends ChannelDuplexHandler {
  /// What the other side answers before a server that drains says which stream was the last.
  private static final long LAST_CALL = 0x6c61_7374_6361_6c6cL;

  /// How long that is waited for.
  private static final Duration LAST_CALL_TIMEOUT = Duration.ofSeconds(1);

  final ChannelConnection connection;
  final Http2Limits limits;
  final boolean isServer;
  final Http2FrameCodec codec;
  final Http2FrameGuard guard;
  private final Channel channel;
  private final Http2Deadlines deadlines;

  /// Called when a client may open more streams than before, or none any more.
  private final Runnable whenChanged;

  /// Those that are open, in a client also those that have not begun.
  final Set<Http2StreamChannel> streams = new LinkedHashSet<>();

  /// How many a client may have open, as far as the server has said.
  private int allowed = 1;

  private boolean draining;
  private boolean lastCallDone;
  private boolean closing;

  /// Whether the codec, or whoever has lost the connection, ends it: closing it here could take the
  /// GOAWAY away from the other side.
  private boolean failed;

  Http2Session(
      ChannelConnection connection,
      Http2Limits limits,
      boolean isServer,
      Consumer<Channel> accept,
      Runnable whenChanged) {
    this.connection = connection;
    this.limits = limits;
    this.isServer = isServer;
    this.whenChanged = whenChanged;
    channel = connection.channel();
    deadlines = new Http2Deadlines(this);
    guard = new Http2FrameGuard(connection, limits, isServer, deadlines);
    codec = codec();
    channel.pipeline().addLast(guard, codec);
    channel.pipeline().addLast(new Http2MultiplexHandler(initializer(accept)), this);
    int more = limits.connectionWindow() - (64 * 1024 - 1);
    if (more > 0) {
      channel.write(new DefaultHttp2WindowUpdateFrame(more));
    }
    connection.flushSoon();
    deadlines.start();
  }

  private Http2FrameCodec codec() {
    Http2Settings settings =
        new Http2Settings()
            .initialWindowSize(limits.streamWindow())
            .maxHeaderListSize(limits.maxHeaderListSize());
    if (isServer) {
      settings.maxConcurrentStreams(limits.maxConcurrentStreams());
    } else {
      settings.pushEnabled(false).maxConcurrentStreams(0);
    }
    int window = (int) Http2Limits.RESET_WINDOW.toSeconds();
    return (isServer ? Http2FrameCodecBuilder.forServer() : Http2FrameCodecBuilder.forClient())
        .initialSettings(settings)
        .validateHeaders(true)
        .validateRequiredPseudoHeaders(true)
        .maxReservedStreams(0)
        .encoderIgnoreMaxHeaderListSize(
            true) // it is advice, and refusing is more work than sending
        .encoderEnforceMaxQueuedControlFrames(limits.controlFrames())
        .decoderEnforceMaxConsecutiveEmptyDataFrames(10)
        .decoderEnforceMaxRstFramesPerWindow(limits.maxResets(), window)
        .encoderEnforceMaxRstFramesPerWindow(0, window) // the guard counts them
        .decoupleCloseAndGoAway(true)
        .build();
  }

  private ChannelInitializer<Channel> initializer(Consumer<Channel> next) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel stream) {
        opened((Http2StreamChannel) stream);
        if (guard.isRefused()) { // the codec goes on with what has come in the same read
          stream.close();
          return;
        }
        stream
            .pipeline()
            .addLast(new Http2Inflow(connection), new Http2StreamCodec(connection, isServer));
        next.accept(stream);
      }
    };
  }

  private void opened(Http2StreamChannel stream) {
    streams.add(stream);
    deadlines.stir();
    stream
        .closeFuture()
        .addListener(_ -> {
          streams.remove(stream);
          whenChanged.run();
          closeIfDone();
        });
  }

  // --- streams ---

  /// {@return how many streams are open}
  public int activeStreams() {
    return streams.size();
  }

  /// {@return whether streams can still be opened, now or when others have ended}
  public boolean isAccepting() {
    return !draining && !closing && !connection.isClosing();
  }

  /// {@return how many streams a client may open now; one until the server has said how many}
  public int room() {
    return isAccepting()
        ? Math.max(0, Math.min(allowed, limits.maxConcurrentStreams()) - streams.size())
        : 0;
  }

  /// Opens a stream, in a client. Suspends until that is done, which takes no word to the server:
  /// it hears of the stream by the request.
  ///
  /// @param initializer adds handlers to the stream's channel
  /// @return the channel; closing it ends the stream
  /// @throws IOException when the connection is lost or takes no more streams
  public Channel open(Consumer<Channel> initializer) throws IOException {
    if (room() == 0) {
      throw new SocketException(
          isAccepting()
              ? "the server allows no more than " + allowed + " streams at once"
              : "the connection takes no more streams");
    }
    Future<Http2StreamChannel> opening =
        new Http2StreamChannelBootstrap(channel).handler(initializer(initializer)).open();
    if (!opening.isDone()) {
      org.asyncio4j.Future<@Nullable Void> turn = connection.loop().createFuture();
      opening.addListener(_ -> connection.wake(turn));
      turn.await();
    }
    Http2StreamChannel stream = opening.getNow();
    if (stream == null) {
      throw new IOException("no stream can be opened", opening.cause());
    }
    return stream;
  }

  // --- what concerns the whole connection ---

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    switch (message) {
      case Http2SettingsFrame settings -> {
        Long most = settings.settings().maxConcurrentStreams();
        if (most != null) {
          allowed = (int) Math.min(most, Integer.MAX_VALUE);
        } else if (allowed == 1) {
          allowed = Integer.MAX_VALUE;
        }
        whenChanged.run();
      }
      case Http2PingFrame ping when ping.ack() && ping.content() == LAST_CALL -> lastCall();
      case Http2GoAwayFrame _ -> {
        closing = true;
        whenChanged.run();
        closeIfDone();
      }
      default -> {}
    }
    ReferenceCountUtil.release(message);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    closing = true;
    failed = true;
    whenChanged.run();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    closing = true;
    deadlines.stop();
    whenChanged.run();
  }

  // --- the end ---

  /// Closes the connection when the streams that have begun have ended. A server tells the other
  /// side first to begin no more, and takes those that were on their way (section 6.8).
  public void drain() {
    if (draining) {
      return;
    }
    draining = true;
    channel
        .eventLoop()
        .execute(() -> {
          if (isServer) {
            channel.write(
                new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR)
                    .setExtraStreamIds(Integer.MAX_VALUE));
            channel.writeAndFlush(new DefaultHttp2PingFrame(LAST_CALL));
            channel
                .eventLoop()
                .schedule(this::lastCall, LAST_CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
          } else {
            lastCall();
          }
        });
  }

  private void lastCall() {
    if (draining && !lastCallDone) {
      lastCallDone = true;
      channel.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
      closeIfDone();
    }
  }

  private void closeIfDone() {
    if (streams.isEmpty() && (lastCallDone || closing) && !failed && !connection.isClosing()) {
      connection.close();
    }
  }
}
