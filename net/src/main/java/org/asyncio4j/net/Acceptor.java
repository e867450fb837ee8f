package org.asyncio4j.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.ExceptionContext;
import org.asyncio4j.TimerHandle;
import org.jspecify.annotations.Nullable;

/// A server's listening sockets, which hand it what they accept.
///
/// They accept nothing before [#start], while the server has no room, and, when accepting has
/// failed, for a second: the process has no descriptor left then, and trying on would keep the loop
/// busy with nothing. Meanwhile connections wait in the system's backlog. On the loop.
@Sharable
final class Acceptor extends ChannelInboundHandlerAdapter {
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final NettyReactor reactor;
  private final Server server;
  private final ServerOptions options;
  final List<Listener> listeners = new ArrayList<>();

  /// The ends of listeners that are being closed.
  private final List<ChannelFuture> closings = new ArrayList<>();

  /// What was accepted although there was no room: sockets accept a few in a row.
  private final ArrayDeque<Channel> held = new ArrayDeque<>();

  private boolean started;

  /// Ends the pause after a failure; null when there is none.
  private @Nullable TimerHandle retry;

  /// One socket that listens.
  record Listener(Channel channel, SocketAddress address) {}

  Acceptor(NettyReactor reactor, Server server, ServerOptions options) {
    this.reactor = reactor;
    this.server = server;
    this.options = options;
  }

  // --- the sockets ---

  /// Suspends until a socket listens on `address`.
  void listen(InetSocketAddress address) throws IOException {
    Channel listener = reactor.transport().newServerSocket();
    listener.config().setOption(ChannelOption.SO_REUSEADDR, true);
    if (options.reusePort()) {
      listener.config().setOption(reactor.transport().reusePort(), true);
    }
    try {
      listen(listener, address);
      listeners.add(new Listener(listener, listener.localAddress()));
    } catch (IOException e) {
      throw named(e, address.getAddress().getHostAddress() + " port " + address.getPort());
    }
  }

  /// Suspends until a socket listens at `name`.
  void listen(UnixName name) throws IOException {
    UnixListener file = new UnixListener(name);
    SocketAddress address = file.addressFor(reactor.transport());
    try {
      file.clear(reactor.loop);
      Channel listener = reactor.transport().newUnixServerSocket();
      listen(listener, address);
      listeners.add(new Listener(listener, name.shown()));
      file.bound();
      listener.closeFuture().addListener(_ -> file.remove());
    } catch (IOException e) {
      throw named(e, name.toString());
    }
  }

  /// Suspends until `listener` is bound; closes it if it cannot be.
  private void listen(Channel listener, SocketAddress address) throws IOException {
    listener.config().setOption(ChannelOption.SO_BACKLOG, options.backlog());
    listener.config().setAutoRead(false);
    listener.pipeline().addLast(this);
    boolean bound = false;
    try {
      reactor.register(listener);
      reactor.await(listener.bind(address));
      bound = true;
    } finally {
      if (!bound) {
        listener.close();
      }
    }
  }

  private static BindException named(IOException cause, String where) {
    BindException named =
        new BindException("cannot listen on " + where + ": " + cause.getMessage());
    named.initCause(cause);
    return named;
  }

  List<SocketAddress> addresses() {
    return listeners.stream().map(Listener::address).toList();
  }

  /// As [#addresses], of a server that is not on a Unix socket.
  List<InetSocketAddress> inetAddresses() {
    return addresses().stream().map(InetSocketAddress.class::cast).toList();
  }

  void close() {
    listeners.forEach(listener -> closings.add(listener.channel().close()));
    listeners.clear();
    held.forEach(channel -> channel.unsafe().closeForcibly());
    held.clear();
    if (retry != null) {
      retry.cancel();
    }
  }

  /// Suspends until the sockets that were closed are.
  void awaitClosed() {
    closings.forEach(reactor::awaitEnd);
  }

  // --- accepting ---

  void start() {
    started = true;
    update();
  }

  boolean isStarted() {
    return started;
  }

  /// Accepts or pauses, as the server has room.
  void update() {
    while (!held.isEmpty() && server.room() > 0) {
      serve(held.remove());
    }
    boolean accepts = started && retry == null && server.room() > 0;
    listeners.forEach(listener -> listener.channel().config().setAutoRead(accepts));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    Channel channel = (Channel) message;
    if (server.room() > 0) {
      serve(channel);
    } else {
      held.add(channel);
    }
  }

  private void serve(Channel channel) {
    try {
      server.accept(channel);
    } catch (RuntimeException e) { // the socket's, not the listener's: go on with the next
      channel.unsafe().closeForcibly();
      report("a server cannot serve a connection that it has accepted", e);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    reactor.stir();
    if (!context.channel().isOpen() || retry != null || isOfAClient(cause)) {
      return;
    }
    report("a server cannot accept connections now, and tries again in a second", cause);
    retry =
        reactor.loop.callLater(
            RETRY,
            () -> {
              retry = null;
              update();
            });
    update();
  }

  /// Whether a client had gone before it was accepted (`ECONNABORTED`), which says nothing about
  /// the next one. Neither transport gives the number.
  private static boolean isOfAClient(Throwable cause) {
    return String.valueOf(cause.getMessage()).contains("connection abort");
  }

  private void report(String what, Throwable cause) {
    reactor.loop.callExceptionHandler(new ExceptionContext(what, cause, null, null, null, null));
  }
}
