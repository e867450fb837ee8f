package org.asyncio4j.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Objects;
import java.util.function.Supplier;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/// A connection whose bytes go through Netty's handlers (see [ChannelProtocol]).
///
/// Its channel's event loop is this loop: a task of it counts as "in the event loop" for Netty, so
/// what a task writes runs through the handlers at once. With io_uring on the baton engine only the
/// polling thread does, and Netty hands over what tasks write.
///
/// Thread rule: that of this package, on the loop.
public final class ChannelConnection {
  private final Pipe pipe;

  private ChannelConnection(Pipe pipe) {
    this.pipe = pipe;
  }

  /// The place in the pipeline where what was received leaves this module.
  static final class Pipe extends NettyConnection {
    final ChannelConnection connection = new ChannelConnection(this);
    final ChannelProtocol protocol;

    /// Prepares `channel`, which is not registered yet.
    Pipe(NettyReactor reactor, Channel channel, Supplier<? extends ChannelProtocol> factory) {
      super(reactor, channel);
      protocol = factory.get();
      channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      super.channelActive(context);
      if (!hasTls()) {
        protocol.begin(connection);
      }
    }

    /// A server's.
    @Override
    void begin() {
      if (hasTls()) { // else it begins when the channel is active
        protocol.begin(connection);
      }
    }

    /// A client's, with TLS.
    @Override
    void connected() {
      protocol.begin(connection);
    }

    @Override
    void received(ByteBuf data) {
      reactor.stir();
      context().fireChannelRead(data);
    }

    @Override
    void receivedEof() {
      reactor.stir();
      context().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }

    @Override
    void connectionLost(@Nullable IOException failure) {
      reactor.stir();
      context().fireChannelInactive();
    }

    @Override
    void fail(Throwable cause) {
      boolean news = !isBroken();
      super.fail(cause);
      if (news && !isLost()) {
        context().fireExceptionCaught(cause);
      }
    }

    private ChannelHandlerContext context() {
      return Objects.requireNonNull(channel.pipeline().context(this));
    }

    @Override
    void pauseWriting() {} // handlers hear of the channel's own mark

    @Override
    void resumeWriting() {}

    @Override
    void close() {
      if (!isClosing()) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> output.close());
      }
    }

    @Override
    void drain() {
      protocol.drain();
    }

    @Override
    void cancel(String reason) {
      protocol.cancel(reason);
    }
  }

  /// {@return the channel; its first handlers are this module's}
  public Channel channel() {
    return pipe.channel;
  }

  /// {@return the loop it belongs to}
  public EventLoop loop() {
    return pipe.reactor.loop;
  }

  /// {@return what TLS has agreed on; null without TLS}
  public @Nullable TlsInfo tlsInfo() {
    return pipe.tlsInfo();
  }

  /// {@return what is known under asyncio's name for it, as of [StreamWriter#getExtraInfo]; null
  /// when nothing is}
  ///
  /// @param name such as `peername`
  public @Nullable Object getExtraInfo(String name) {
    return pipe.extraInfo(name);
  }

  /// Goes over to TLS as a client, for both directions, and suspends until the handshake has
  /// succeeded: as behind a proxy that has connected to a server. Handlers must hold nothing that
  /// came before. When it fails, or is cancelled, the connection is closed.
  ///
  /// @param context of a client
  /// @param serverHostname whose certificate the other side must have
  /// @throws IOException when the handshake fails
  public void startTls(TlsContext context, String serverHostname) throws IOException {
    pipe.reactor.checkCurrent();
    TlsHandshake.start(pipe, context.checkSide(false), serverHostname);
  }

  /// Has the channel be flushed once in this iteration of the loop, when its tasks have run: what
  /// several of them have written goes together.
  public void flushSoon() {
    pipe.output.flushSoon();
  }

  /// {@return whether the system can send this file by itself, so that [#sendfile] may be called}
  ///
  /// @param file open for reading
  public boolean hasSendfile(FileChannel file) {
    return FileSender.whyNotNatively(pipe, file) == null;
  }

  /// Suspends until the system has taken a part of a file, behind all that was written to the
  /// channel; handlers see it as a `FileRegion`. When this fails or is cancelled, no more of the
  /// file is sent and the file is not touched again, but how much was sent nobody knows.
  ///
  /// @param file open for reading; see [#hasSendfile]
  /// @param offset where the part begins
  /// @param count how many bytes it has at the most
  /// @return how many there were: fewer when the file ends before
  /// @throws IOException when the connection is lost, or the file cannot be sent
  public long sendfile(FileChannel file, long offset, long count) throws IOException {
    return FileSender.send(pipe, file, offset, count, false);
  }

  /// Has the loop look for what is ready before it waits, and lets who awaits `future` go on,
  /// unless it is done. For handlers, which run inside a poll.
  ///
  /// @param future what somebody awaits; null for nobody
  public void wake(@Nullable Future<@Nullable Void> future) {
    pipe.reactor.wake(future);
  }

  /// Closes the connection when everything that was written to the channel is sent. Does not wait;
  /// see [#abort] for peers that do not read.
  public void close() {
    pipe.reactor.checkCurrent();
    pipe.close();
  }

  /// Closes the connection at once; what was not sent is dropped.
  public void abort() {
    pipe.abort();
  }

  /// {@return whether it is lost, or being closed}
  public boolean isClosing() {
    return pipe.isClosing();
  }

  /// {@return why it was lost, if not because somebody here closed it}
  public @Nullable IOException failure() {
    return pipe.failure();
  }

  /// Suspends until the connection is lost.
  public void awaitLoss() {
    pipe.reactor.checkCurrent();
    pipe.awaitLoss();
  }
}
