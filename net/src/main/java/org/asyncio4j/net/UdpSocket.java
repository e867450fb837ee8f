package org.asyncio4j.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.Errors;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/// A UDP socket, last in its channel's pipeline: what has come waits in a bounded queue, and what
/// is sent is counted until the system has taken it. Who is told, the subclass knows. On the loop.
abstract class UdpSocket extends ChannelInboundHandlerAdapter {
  /// More than any datagram has. Every read has room for it, so the system never cuts one.
  static final int LONGEST = 65_535;

  private static final int LONGEST_IPV4 = 65_507;
  private static final int LONGEST_IPV6 = 65_527;
  private static final int HIGH_WATER = 64 * 1024;

  /// What a datagram counts beside its payload, as in asyncio.
  private static final int HEADER = 8;

  final NettyReactor reactor;
  private final UdpChannel udp;
  private final DatagramOptions options;
  private final @Nullable InetSocketAddress remote;

  private final ArrayDeque<Datagram> incoming = new ArrayDeque<>();
  private int incomingBytes;
  private long dropped;

  private long high = HIGH_WATER;
  private long low = HIGH_WATER / 4;
  private long unsent;
  private boolean paused;

  /// The last that was sent; null before any.
  private @Nullable ChannelFuture lastSent;

  private boolean closing;
  private boolean lost;
  private @Nullable IOException failure;
  private final List<Future<@Nullable Void>> waiters = new ArrayList<>();

  /// Prepares a socket. [#open] opens it.
  UdpSocket(
      NettyReactor reactor,
      UdpChannel udp,
      @Nullable InetSocketAddress remote,
      DatagramOptions options) {
    this.reactor = reactor;
    this.udp = udp;
    this.remote = remote;
    this.options = options;
    udp.channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(LONGEST));
    if (options.broadcast()) {
      udp.channel.config().setOption(ChannelOption.SO_BROADCAST, true);
    }
    if (options.reusePort()) {
      udp.channel.config().setOption(reactor.transport().reusePort(), true);
    }
    udp.channel.pipeline().addLast(this);
  }

  // --- what the subclass makes of it ---

  /// A datagram has come, and is in the queue.
  abstract void arrived();

  /// The system has told of a failure, which ends nothing.
  abstract void failed(IOException cause);

  /// Too much waits to be sent.
  abstract void pauseWriting();

  /// Little enough waits again.
  abstract void resumeWriting();

  /// Called once, at the end.
  abstract void closed(@Nullable IOException failure);

  // --- its begin ---

  /// Suspends until this is bound to `local`, and connected, if there is an address for that.
  void open(InetSocketAddress local) throws IOException {
    boolean open = false;
    try {
      reactor.register(udp.channel);
      bind(local);
      if (remote != null) {
        reactor.await(udp.connect(remote));
      }
      open = true;
    } finally {
      if (!open) {
        udp.channel.close();
      }
    }
  }

  private void bind(InetSocketAddress local) throws IOException {
    try {
      reactor.await(udp.channel.bind(local));
    } catch (IOException e) {
      BindException named =
          new BindException(
              "cannot receive datagrams on "
                  + local.getAddress().getHostAddress()
                  + " port "
                  + local.getPort()
                  + ": "
                  + e.getMessage());
      named.initCause(e);
      throw named;
    }
  }

  // --- what comes ---

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    DatagramPacket packet = (DatagramPacket) message;
    try {
      if (!closing) {
        received(packet);
      }
    } finally {
      packet.release();
    }
  }

  private void received(DatagramPacket packet) {
    ByteBuf content = packet.content();
    int length = Math.min(content.readableBytes(), options.maxSize());
    if (incoming.size() >= options.maxQueued()
        || (!incoming.isEmpty() && incomingBytes + length > options.maxQueuedBytes())) {
      dropped++;
      return;
    }
    byte[] data = new byte[length];
    content.getBytes(content.readerIndex(), data);
    incoming.add(new Datagram(data, packet.sender(), content.readableBytes() > length));
    incomingBytes += length;
    arrived();
  }

  boolean hasNext() {
    return !incoming.isEmpty();
  }

  /// The oldest that waits; null when none does.
  @Nullable Datagram next() {
    Datagram next = incoming.poll();
    if (next != null) {
      incomingBytes -= next.data().length;
    }
    return next;
  }

  long dropped() {
    return dropped;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    IOException translated = translated(cause);
    if (udp.channel.isOpen()) {
      failed(translated);
    } else {
      failure = translated;
    }
  }

  /// What every transport throws for the same thing.
  IOException translated(Throwable cause) {
    boolean refused =
        cause instanceof PortUnreachableException
            || (cause instanceof Errors.NativeIoException e
                && e.expectedErr() == Errors.ERROR_ECONNREFUSED_NEGATIVE);
    if (refused) {
      PortUnreachableException named =
          new PortUnreachableException("nobody receives datagrams at " + remote);
      named.initCause(cause);
      return named;
    }
    return cause instanceof IOException io ? io : new IOException(cause);
  }

  // --- what goes ---

  /// The address to give to the channel: null where it is the one that this is connected to.
  @Nullable InetSocketAddress recipient(@Nullable InetSocketAddress to) {
    if (remote != null) {
      if (to != null && !to.equals(remote)) {
        throw new IllegalArgumentException(
            "this endpoint is connected to " + remote + " and cannot send to " + to);
      }
      return null;
    }
    if (to == null) {
      throw new IllegalArgumentException(
          "this endpoint is connected to nobody: give the address to send to");
    }
    if (to.isUnresolved()) {
      throw new IllegalArgumentException("the address " + to + " is not resolved");
    }
    return to;
  }

  /// Throws what the system would, but with the sizes.
  void checkLength(int length, @Nullable InetSocketAddress to) throws SocketException {
    InetSocketAddress target = to == null ? remote : to;
    boolean ipv4 = target == null || target.getAddress() instanceof Inet4Address;
    int most = ipv4 ? LONGEST_IPV4 : LONGEST_IPV6;
    if (length > most) {
      throw new SocketException(
          "Message too long: a datagram of "
              + length
              + " bytes cannot be sent, over "
              + (ipv4 ? "IPv4" : "IPv6")
              + " it has "
              + most
              + " at the most");
    }
  }

  /// Copies what remains of `data` and sends it. {@return when the system has taken it}
  ///
  /// @param to from [#recipient]
  ChannelFuture send(ByteBuffer data, @Nullable InetSocketAddress to) {
    int size = data.remaining() + HEADER;
    unsent += size;
    ChannelFuture sent = data.hasRemaining() || !udp.dropsEmpty() ? write(data, to) : sendEmpty(to);
    lastSent = sent;
    sent.addListener(_ -> sent(size));
    if (!paused && unsent > high) {
      paused = true;
      pauseWriting();
    }
    return sent;
  }

  private ChannelFuture write(ByteBuffer data, @Nullable InetSocketAddress to) {
    ByteBuf copy = udp.channel.alloc().directBuffer(Math.max(1, data.remaining()));
    copy.writeBytes(data);
    return udp.channel.writeAndFlush(to == null ? copy : new DatagramPacket(copy, to));
  }

  /// After what was sent before, so that the socket has room. Where it has none all the same, the
  /// datagram is lost, for nothing tells so.
  private ChannelFuture sendEmpty(@Nullable InetSocketAddress to) {
    ChannelFuture before = lastSent;
    if (before == null || before.isDone()) {
      return sendEmptyNow(to);
    }
    ChannelPromise promise = udp.channel.newPromise();
    before.addListener(_ ->
        sendEmptyNow(to)
            .addListener(done -> {
              if (done.isSuccess()) {
                promise.setSuccess();
              } else {
                promise.setFailure(done.cause());
              }
            }));
    return promise;
  }

  private ChannelFuture sendEmptyNow(@Nullable InetSocketAddress to) {
    try {
      udp.sendEmpty(to);
      return udp.channel.newSucceededFuture();
    } catch (IOException e) {
      return udp.channel.newFailedFuture(e);
    }
  }

  private void sent(int size) {
    unsent -= size;
    if (paused && unsent <= low) {
      paused = false;
      reactor.stir();
      resumeWriting();
    }
    if (closing && unsent == 0) {
      udp.channel.close();
    }
  }

  boolean isPaused() {
    return paused;
  }

  long unsent() {
    return unsent;
  }

  Transport.WriteBufferLimits limits() {
    return new Transport.WriteBufferLimits(high, low);
  }

  void setLimits(long high, long low) {
    if (low < 0 || high < low) {
      throw new IllegalArgumentException(
          "the marks of a write buffer cannot be high="
              + high
              + ", low="
              + low
              + ": give high >= low >= 0");
    }
    this.high = high;
    this.low = low;
  }

  // --- its end ---

  /// Closes the socket when what was sent is taken by the system; nothing is received any more.
  void close() {
    if (!isClosing() && !reactor.isClosed()) {
      reactor.checkCurrent();
      stop();
      if (unsent == 0) {
        udp.channel.close();
      }
    }
  }

  /// Closes the socket at once.
  void abort() {
    if (!lost && !reactor.isClosed()) {
      reactor.checkCurrent();
      stop();
      udp.channel.close();
    }
  }

  private void stop() {
    closing = true;
    incoming.clear();
    incomingBytes = 0;
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (!lost) {
      lost = true;
      stop();
      closed(failure);
      waiters.forEach(reactor::wake);
      waiters.clear();
    }
  }

  boolean isClosing() {
    return closing || !udp.channel.isOpen();
  }

  boolean isLost() {
    return lost;
  }

  @Nullable IOException failure() {
    return failure;
  }

  /// Suspends until the socket is closed.
  void awaitClosed() {
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

  InetSocketAddress localAddress() {
    return udp.localAddress();
  }

  @Nullable InetSocketAddress remoteAddress() {
    return remote;
  }

  /// What is known under asyncio's name for it; null when nothing is.
  @Nullable Object extraInfo(String name) {
    return switch (name) {
      case "peername" -> remote;
      case "sockname" -> localAddress();
      default -> null;
    };
  }

  UdpChannel udp() {
    return udp;
  }
}
