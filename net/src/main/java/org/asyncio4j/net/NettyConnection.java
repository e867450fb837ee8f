package org.asyncio4j.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/// One connection, last in its channel's pipeline: what it hears goes to a reader or a protocol,
/// which the subclass knows; what is written waits in [#output]. On the loop.
///
/// A connection is lost once, whatever the reason, and then for good.
abstract class NettyConnection extends ChannelInboundHandlerAdapter {
  final NettyReactor reactor;
  final Channel channel;
  final WriteBuffer output;

  /// Who waits for the end.
  private final List<Future<@Nullable Void>> waiters = new ArrayList<>();

  /// Called once, at the end.
  private Runnable whenLost = () -> {};

  private boolean lost;

  /// Whether the other side sends nothing more.
  private boolean inputEnded;

  /// The host that was connected to, by the name it was given; null in a server.
  private @Nullable String host;

  /// Null while bytes are sent as they are.
  private @Nullable TlsLayer tls;

  /// Whether `failure` is that the stream was cut: what came before it is as good as ever.
  private boolean cutOff;

  /// Why the connection was lost, if not because somebody here closed it.
  private @Nullable IOException failure;

  /// Prepares `channel`, which is not registered yet.
  NettyConnection(NettyReactor reactor, Channel channel) {
    this.reactor = reactor;
    this.channel = channel;
    output = new WriteBuffer(this);
    channel.config().setOption(ChannelOption.TCP_NODELAY, true);
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    UnixHalfClosure.allowOn(channel);
    channel.config().setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0); // timers are the loop's
    channel.pipeline().addLast(this);
  }

  // --- what the subclass makes of it ---

  /// Called once when a server has accepted the connection, before anything is received.
  abstract void begin();

  /// Called once when a client's TLS handshake has gone well.
  void connected() {}

  /// Its server was closed: new work is not welcome on it.
  void drain() {}

  /// Takes `data`, which is the callee's to release.
  abstract void received(ByteBuf data);

  /// The other side has ended its direction; called once at the most.
  abstract void receivedEof();

  /// The connection is lost; called once.
  abstract void connectionLost(@Nullable IOException failure);

  /// Too much waits to be sent.
  abstract void pauseWriting();

  /// Little enough waits again.
  abstract void resumeWriting();

  /// Closes the connection when what was written is sent.
  abstract void close();

  /// Ends what serves this connection, because its server is shut down.
  abstract void cancel(String reason);

  /// Takes away what was received and nobody has used.
  byte[] takeUnread() {
    return new byte[0];
  }

  // --- the channel's events ---

  @Override
  public void channelActive(ChannelHandlerContext context) {
    // The channel remembers what it was asked once, also when it is closed.
    channel.remoteAddress();
    channel.localAddress();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf data = (ByteBuf) message;
    if (tls == null || tls.takes(data)) {
      received(data);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      inputEnded = true;
      if (tls == null) {
        receivedEof();
      } else {
        tls.inputEnded();
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (tls == null) {
      fail(cause);
    } else {
      tls.failed(cause);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (lost) {
      return;
    }
    lost = true;
    output.drop();
    connectionLost(failure);
    waiters.forEach(reactor::wake);
    waiters.clear();
    whenLost.run();
  }

  // --- TLS ---

  /// Says which host this connection was made to.
  void connectedTo(String host) {
    this.host = host;
  }

  /// As it was given; null when somebody else has connected.
  @Nullable String host() {
    return host;
  }

  /// Suspends until the handshake that has begun has ended. When that is not well, or this is
  /// cancelled, the connection is closed.
  void awaitTls() throws IOException {
    Objects.requireNonNull(tls).awaitHandshake();
  }

  /// Has everything from here on go through `layer`.
  void useTls(TlsLayer layer) {
    tls = layer;
  }

  /// What was agreed on; null before a handshake, and without one.
  @Nullable TlsInfo tlsInfo() {
    return tls == null ? null : tls.info();
  }

  boolean hasTls() {
    return tls != null;
  }

  // --- its end ---

  /// Ends the connection because of `cause`, unless it is being closed and everything was sent.
  void fail(Throwable cause) {
    recordFailure(cause);
    closeNow();
  }

  /// Ends the connection because the other side's stream was cut.
  void cutOff(IOException cause) {
    cutOff = true;
    fail(cause);
  }

  /// Has the connection be lost because of `cause`, once it is.
  void recordFailure(Throwable cause) {
    if (!isBroken() && !output.isClosePassed()) {
      failure =
          switch (cause) {
            case ClosedChannelException _ -> new SocketException("the connection is closed");
            case IOException e -> e;
            default -> new IOException(cause);
          };
    }
  }

  /// Closes the channel when the other side is ready for it; all that was written is sent.
  void finish() {
    if (tls == null) {
      closeNow();
    } else {
      tls.close();
    }
  }

  /// Closes the channel at once, without a word to the other side.
  void closeNow() {
    if (reactor.mayOperate()) {
      channel.unsafe().close(channel.voidPromise());
    } else {
      reactor.execute(this::closeNow);
    }
  }

  /// Closes the connection at once; what was not sent is dropped.
  void abort() {
    if (!lost && !reactor.isClosed()) {
      reactor.checkCurrent();
      output.abort();
    }
  }

  void whenLost(Runnable callback) {
    whenLost = callback;
  }

  boolean isLost() {
    return lost;
  }

  /// Whether the connection is lost, or has failed and will be: a ring tells of the end only when
  /// the kernel has given back all that the channel had asked of it.
  boolean isBroken() {
    return lost || failure != null;
  }

  boolean isClosing() {
    return isBroken() || output.isClosing();
  }

  @Nullable IOException failure() {
    return failure;
  }

  boolean isCutOff() {
    return cutOff;
  }

  boolean isInputEnded() {
    return inputEnded;
  }

  SocketException lostException() {
    SocketException e = new SocketException("the connection is lost");
    e.initCause(failure);
    return e;
  }

  /// Suspends until the connection is lost.
  void awaitLoss() {
    if (!lost) {
      Future<@Nullable Void> turn = reactor.loop.createFuture();
      waiters.add(turn);
      try {
        turn.await();
      } finally {
        waiters.remove(turn);
      }
    }
  }

  // --- about it ---

  /// Whether what is written goes to the socket as it is, and not through TLS, say.
  boolean isPlain() {
    return channel.pipeline().first() == this;
  }

  /// What is known under asyncio's name for it; null when nothing is.
  @Nullable Object extraInfo(String name) {
    return switch (name) {
      case "pipe" -> channel instanceof PipeChannel pipe ? pipe.stream() : null;
      case "peername" -> UnixName.plain(channel.remoteAddress());
      case "sockname" -> UnixName.plain(channel.localAddress());
      default -> {
        TlsInfo info = tlsInfo();
        yield info == null ? null : info.extraInfo(name);
      }
    };
  }
}
