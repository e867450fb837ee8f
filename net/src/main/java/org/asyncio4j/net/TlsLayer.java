package org.asyncio4j.net;

import static java.lang.System.Logger.Level.DEBUG;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.Objects;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.asyncio4j.Future;
import org.asyncio4j.TimerHandle;
import org.jspecify.annotations.Nullable;

/// TLS on one connection: its handshake, its end, and what bounds both. Netty's `SslHandler` does
/// the work; this stands before it in the pipeline, so it sees what is not decrypted yet and what
/// is encrypted already. The engine's computations are done in place, on the loop: handing one to
/// another thread and back costs more than most of them.
///
/// A connection under TLS has no halves: the other side's goodbye (`close_notify`) ends it, and an
/// end without one is a failure, for somebody may have cut it.
///
/// On the loop.
final class TlsLayer extends ChannelDuplexHandler {
  /// How many bytes may come in a row with nothing in them for the program: a handshake, new keys,
  /// empty records.
  static final int MAX_WITHOUT_DATA = 128 * 1024;

  /// How many bytes that the engine answers by itself may wait to be sent.
  static final int MAX_ANSWERS = 32 * 1024;

  /// How many bytes are dropped while the other side's goodbye is waited for.
  static final int MAX_DROPPED = 256 * 1024;

  private static final int MAX_CLIENT_HELLO = 64 * 1024;

  private enum State {
    HANDSHAKE,
    OPEN,
    /// All is sent, and the goodbye is on its way.
    CLOSING,
    OVER
  }

  private final NettyConnection connection;
  private final NettyReactor reactor;
  private final Channel channel;
  private final TlsContext context;

  /// The server, as messages name it; null in a server.
  private final @Nullable String server;

  /// Told once how the handshake has ended: with null when well.
  private final Consumer<@Nullable SSLException> whenShaken;

  /// Who waits for that.
  private @Nullable Future<@Nullable Void> waiter;

  private final TlsRecords records = new TlsRecords();
  private State state = State.HANDSHAKE;

  /// Ends a handshake, and then a goodbye, that takes too long.
  private @Nullable TimerHandle timer;

  /// Null until a client has said which host it wants, where that matters.
  private @Nullable SslHandler handler;

  private @Nullable TlsInfo info;
  private @Nullable SSLException failure;
  private int withoutData;
  private int answers;
  private int dropped;

  /// Whether what is written now is an answer of the engine's to what it reads.
  private boolean answering;

  /// Whether the other side has said goodbye, and this one.
  private boolean peerClosed;

  private boolean goodbyeSent;

  private TlsLayer(
      NettyConnection connection,
      TlsContext context,
      @Nullable String server,
      Consumer<@Nullable SSLException> whenShaken) {
    this.connection = connection;
    this.reactor = connection.reactor;
    this.channel = connection.channel;
    this.context = context;
    this.server = server;
    this.whenShaken = whenShaken;
  }

  /// Begins TLS on `connection` with the next byte, as soon as it is connected.
  ///
  /// @param context is prepared
  /// @param host whose certificate the other side must have; null in a server
  /// @param server as messages are to name it; null in a server
  /// @param whenShaken is told how the handshake has ended
  static TlsLayer add(
      NettyConnection connection,
      TlsContext context,
      @Nullable String host,
      int port,
      @Nullable String server,
      Consumer<@Nullable SSLException> whenShaken) {
    TlsLayer layer = new TlsLayer(connection, context, server, whenShaken);
    connection.useTls(layer);
    connection.channel.pipeline().addFirst(layer, layer.engine(host, port));
    return layer;
  }

  private ChannelHandler engine(@Nullable String host, int port) {
    if (host != null) {
      return use(context.ssl().newHandler(channel.alloc(), host, port));
    }
    if (!context.hasSni()) {
      return use(context.ssl().newHandler(channel.alloc()));
    }
    return new SniHandler(name -> context.forHost(name).ssl(), MAX_CLIENT_HELLO, 0) {
      @Override
      protected SslHandler newSslHandler(SslContext chosen, ByteBufAllocator allocator) {
        return use(chosen.newHandler(allocator));
      }
    };
  }

  private SslHandler use(SslHandler made) {
    made.setHandshakeTimeoutMillis(0); // the timer here counts the wait for a client's host too
    made.handshakeFuture().addListener(this::shaken);
    made.sslCloseFuture().addListener(this::closed);
    handler = made;
    return made;
  }

  // --- the handshake ---

  @Override
  public void handlerAdded(ChannelHandlerContext pipeline) {
    if (channel.isActive()) {
      startTimer();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext pipeline) {
    startTimer();
    pipeline.fireChannelActive();
    channel.read(); // also where the program does not want to read yet
  }

  private void startTimer() {
    if (timer == null && state == State.HANDSHAKE) {
      timer = reactor.loop.callLater(context.handshakeTimeout(), this::handshakeTimedOut);
    }
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel();
    }
  }

  /// Suspends until the handshake has ended. When that is not well, or this is cancelled, the
  /// connection is closed.
  void awaitHandshake() throws SSLException {
    boolean open = false;
    try {
      if (state == State.HANDSHAKE) {
        Future<@Nullable Void> turn = reactor.loop.createFuture();
        waiter = turn;
        turn.await();
      }
      if (failure != null) {
        throw TlsFailures.again(failure);
      }
      open = true;
    } finally {
      if (!open) {
        connection.abort();
      }
    }
  }

  private void shaken(io.netty.util.concurrent.Future<? super Channel> handshake) {
    Throwable cause = handshake.cause();
    if (cause != null) {
      handshakeFailed(cause);
    } else if (state == State.HANDSHAKE) {
      stopTimer();
      state = State.OPEN;
      withoutData = 0;
      SslHandler handler = Objects.requireNonNull(this.handler);
      info = TlsInfo.of(context, handler.engine().getSession(), handler.applicationProtocol());
      whenShaken.accept(null);
      reactor.wake(waiter);
    }
  }

  private void handshakeTimedOut() {
    handshakeFailed(new SSLException("it took longer than " + context.handshakeTimeout()));
  }

  private void handshakeFailed(Throwable cause) {
    if (state != State.HANDSHAKE) {
      return;
    }
    stopTimer();
    state = State.OVER;
    SSLException failure = TlsFailures.handshake(peer(), cause);
    this.failure = failure;
    connection.recordFailure(failure);
    reactor.execute(connection::closeNow); // after the alert, which is sent when this returns
    whenShaken.accept(failure);
    reactor.wake(waiter);
  }

  /// What was agreed on; null until the handshake has ended well.
  @Nullable TlsInfo info() {
    return info;
  }

  /// Why the handshake has failed; null when it has not.
  @Nullable SSLException failure() {
    return failure;
  }

  // --- what comes ---

  @Override
  public void channelRead(ChannelHandlerContext pipeline, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    withoutData += bytes.readableBytes();
    if (records.hasHandshake(bytes) && state != State.HANDSHAKE) {
      bytes.release();
      refuse("renegotiation is refused");
      return;
    }
    answering = state == State.OPEN;
    pipeline.fireChannelRead(message);
    answering = false;
    if (withoutData > MAX_WITHOUT_DATA) {
      refuse("more than " + MAX_WITHOUT_DATA + " bytes came in a row with no data in them");
    } else if (answers > MAX_ANSWERS) {
      refuse("it asks for answers and does not read them");
    }
  }

  @Override
  public void write(ChannelHandlerContext pipeline, Object message, ChannelPromise promise) {
    ChannelPromise told = promise;
    if (answering) {
      int count = ((ByteBuf) message).readableBytes();
      answers += count;
      told = promise.unvoid();
      told.addListener(_ -> answers -= count);
    }
    pipeline.write(message, told);
  }

  private void refuse(String reason) {
    if (state == State.HANDSHAKE) {
      handshakeFailed(new SSLException(reason));
    } else {
      connection.fail(TlsFailures.afterHandshake(peer(), reason));
    }
  }

  /// Whether the program is to have `data`, which was decrypted; else it is dropped here.
  boolean takes(ByteBuf data) {
    withoutData = 0;
    if (state != State.CLOSING) {
      return true;
    }
    dropped += data.readableBytes();
    data.release();
    if (dropped > MAX_DROPPED) {
      connection.closeNow();
    }
    return false;
  }

  /// What the pipeline failed with.
  void failed(Throwable cause) {
    if (state == State.HANDSHAKE) {
      handshakeFailed(cause);
    } else {
      connection.fail(TlsFailures.unwrap(cause));
    }
  }

  private String peer() {
    return server == null ? "a client at " + channel.remoteAddress() : server;
  }

  // --- the end ---

  private void closed(io.netty.util.concurrent.Future<? super Channel> goodbye) {
    if (!goodbye.isSuccess()) {
      return; // the connection was lost
    }
    peerClosed = true;
    switch (state) {
      case HANDSHAKE -> handshakeFailed(new SSLException("the other side has closed it"));
      case OPEN -> connection.receivedEof();
      case CLOSING -> {
        if (goodbyeSent) {
          connection.closeNow();
        }
      }
      case OVER -> {}
    }
  }

  /// The other side sends nothing more.
  void inputEnded() {
    switch (state) {
      case HANDSHAKE -> handshakeFailed(new SSLException("the other side has closed it"));
      case OPEN -> {
        if (!peerClosed) {
          connection.cutOff(
              TlsFailures.afterHandshake(
                  peer(),
                  "the stream was cut: it has ended without the other side's goodbye"
                      + " (close_notify), so something may be missing"));
        }
      }
      case CLOSING -> connection.closeNow();
      case OVER -> {}
    }
  }

  /// Says goodbye, waits for the other side's as long as it may take, and closes the channel; all
  /// that was written is sent.
  void close() {
    if (state != State.OPEN || !channel.isActive()) {
      connection.closeNow();
      return;
    }
    state = State.CLOSING;
    timer = reactor.loop.callLater(context.shutdownTimeout(), this::goodbyeTimedOut);
    channel.config().setAutoRead(true);
    Objects.requireNonNull(handler)
        .closeOutbound()
        .addListener(sent -> {
          goodbyeSent = true;
          if (peerClosed || !sent.isSuccess()) {
            connection.closeNow();
          } else {
            ((DuplexChannel) channel).shutdownOutput(); // for those who wait for that only
          }
        });
  }

  private void goodbyeTimedOut() {
    System.getLogger("org.asyncio4j.net")
        .log(
            DEBUG, () -> "TLS with " + peer() + ": no goodbye within " + context.shutdownTimeout());
    connection.closeNow();
  }

  @Override
  public void channelInactive(ChannelHandlerContext pipeline) {
    handshakeFailed(new SSLException("the connection was closed"));
    stopTimer();
    state = State.OVER;
    pipeline.fireChannelInactive();
  }
}
