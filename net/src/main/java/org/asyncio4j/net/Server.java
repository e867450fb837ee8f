package org.asyncio4j.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/// Listens, and runs a handler for each connection (`asyncio.Server`). [Streams#startServer] makes
/// it, and it listens at once.
///
/// A server with several loops ([ServerOptions#withLoops]) is used as one with a single loop, on
/// the loop that made it: what is done to it here is done on all of them.
///
/// Thread rule: that of this package.
public final class Server implements AutoCloseable {
  private final NettyReactor reactor;
  private final ServerOptions options;

  /// Makes what serves a channel that the loop of this reactor has accepted.
  private final BiFunction<NettyReactor, Channel, NettyConnection> prepare;

  final Acceptor acceptor;

  /// The connections of this loop that are not lost.
  private final Set<NettyConnection> connections = new LinkedHashSet<>();

  /// The servers on further loops; null where there are none.
  private @Nullable ServerLoops others;

  private final List<Future<@Nullable Void>> waiters = new ArrayList<>();
  private boolean closed;
  private @Nullable Future<@Nullable Void> serving;

  private Server(
      NettyReactor reactor,
      ServerOptions options,
      BiFunction<NettyReactor, Channel, NettyConnection> prepare) {
    this.reactor = reactor;
    this.options = options;
    this.prepare = prepare;
    acceptor = new Acceptor(reactor, this, options);
  }

  /// Suspends until a server listens on all of `addresses`, on as many loops as the options say.
  static Server listen(
      NettyReactor reactor,
      List<InetSocketAddress> addresses,
      ServerOptions options,
      BiFunction<NettyReactor, Channel, NettyConnection> prepare)
      throws IOException {
    TlsContext tls = options.tls();
    if (tls != null) {
      tls.prepare(reactor.loop);
    }
    Server server = new Server(reactor, options, prepare);
    boolean listening = false;
    try {
      for (InetSocketAddress address : addresses) {
        server.acceptor.listen(address);
      }
      if (options.loops() > 1) {
        ServerLoops others = new ServerLoops(reactor, server::wakeWaiters);
        server.others = others;
        others.start(server.acceptor.inetAddresses(), options, prepare);
      }
      if (options.startServing()) {
        server.startServing();
      }
      listening = true;
      return server;
    } finally {
      if (!listening) {
        server.close();
      }
    }
  }

  /// Suspends until a server listens at `name`.
  static Server listen(
      NettyReactor reactor,
      UnixName name,
      ServerOptions options,
      BiFunction<NettyReactor, Channel, NettyConnection> prepare)
      throws IOException {
    if (options.loops() > 1) {
      throw new IllegalArgumentException(
          "a Unix socket is served by one loop, not by " + options.loops());
    }
    Server server = new Server(reactor, options, prepare);
    boolean listening = false;
    try {
      server.acceptor.listen(name);
      if (options.startServing()) {
        server.startServing();
      }
      listening = true;
      return server;
    } finally {
      if (!listening) {
        server.close();
      }
    }
  }

  /// Serves `channel`, which was accepted.
  void accept(Channel channel) {
    if (closed) { // the system had accepted it before
      channel.unsafe().closeForcibly();
      return;
    }
    NettyConnection connection = prepare.apply(reactor, channel);
    channel.config().setOption(ChannelOption.SO_KEEPALIVE, options.keepAlive());
    connection.whenLost(() -> lost(connection));
    connections.add(connection);
    TlsContext tls = options.tls();
    if (tls == null) {
      connection.begin();
    } else {
      TlsHandshake.accept(connection, tls);
    }
    reactor.stir();
    reactor.registerNow(channel);
    updateIfLimited();
  }

  private void lost(NettyConnection connection) {
    connections.remove(connection);
    updateIfLimited();
    wakeWaiters();
  }

  /// How many more connections may be accepted now.
  int room() {
    return options.maxConnections() - connections.size();
  }

  private void updateIfLimited() {
    if (options.maxConnections() < Integer.MAX_VALUE) {
      acceptor.update();
    }
  }

  private boolean isOver() {
    return closed && connections.isEmpty() && (others == null || others.ended());
  }

  private void wakeWaiters() {
    if (isOver()) {
      waiters.forEach(reactor::wake);
    }
  }

  /// Does on the further loops what was done on this one.
  private void onOthers(Consumer<Server> action) {
    if (others != null) {
      others.send(action);
    }
  }

  // --- listening ---

  /// {@return the loop that made it}
  public EventLoop getLoop() {
    return reactor.loop;
  }

  /// {@return the addresses this listens on, each an `InetSocketAddress` or a
  /// `UnixDomainSocketAddress`; none after [#close]}
  public List<SocketAddress> sockets() {
    return acceptor.addresses();
  }

  /// {@return the port this listens on: the first, if there are several}
  ///
  /// @throws IllegalStateException after [#close], and when this listens on a Unix socket
  public int port() {
    if (closed) {
      throw new IllegalStateException("this server is closed and has no port");
    }
    SocketAddress first = sockets().getFirst();
    if (first instanceof InetSocketAddress address) {
      return address.getPort();
    }
    throw new IllegalStateException(
        "this server listens on " + first + " and has no port: use sockets()");
  }

  /// {@return whether new connections are accepted, now or when there is room for them}
  public boolean isServing() {
    return !closed && acceptor.isStarted();
  }

  /// Begins to accept connections, where [ServerOptions#withStartServing] has put that off. Does
  /// nothing the second time.
  ///
  /// @throws IllegalStateException when the server is closed
  public void startServing() {
    reactor.checkCurrent();
    checkNotClosed();
    acceptor.start();
    onOthers(Server::startServing);
  }

  /// Suspends for good, while connections are served (`asyncio.Server.serve_forever`). Cancelling
  /// it closes the server and its connections, and waits for them; so does [#close] from elsewhere.
  ///
  /// @throws IllegalStateException when the server is closed, or another task is in here
  public void serveForever() {
    reactor.checkCurrent();
    if (serving != null) {
      throw new IllegalStateException("another task is in serveForever() of this server already");
    }
    startServing();
    Future<@Nullable Void> forGood = reactor.loop.createFuture();
    serving = forGood;
    try {
      forGood.await();
    } catch (CancelledError e) {
      close();
      closeClients();
      waitClosed();
      throw e;
    } finally {
      serving = null;
    }
  }

  private void checkNotClosed() {
    if (closed) {
      throw new IllegalStateException("this server is closed: start another");
    }
  }

  // --- the end ---

  /// Stops listening; [#waitClosed] returns when the port is free again. Connections go on. Does
  /// nothing the second time.
  @Override
  public void close() {
    if (closed || reactor.isClosed()) {
      return;
    }
    reactor.checkCurrent();
    closed = true;
    acceptor.close();
    List.copyOf(connections).forEach(NettyConnection::drain);
    Future<@Nullable Void> forGood = serving;
    if (forGood != null) {
      forGood.cancel();
    }
    onOthers(Server::close);
    wakeWaiters();
  }

  /// Closes every connection when what was written to it is sent.
  public void closeClients() {
    reactor.checkCurrent();
    List.copyOf(connections).forEach(NettyConnection::close);
    onOthers(Server::closeClients);
  }

  /// Closes every connection at once; what was not sent is dropped.
  public void abortClients() {
    reactor.checkCurrent();
    List.copyOf(connections).forEach(NettyConnection::abort);
    onOthers(Server::abortClients);
  }

  /// Cancels every handler, and closes every connection at once.
  void cancelClients() {
    List.copyOf(connections).forEach(connection -> connection.cancel("the server is shut down"));
    List.copyOf(connections).forEach(NettyConnection::abort);
    onOthers(Server::cancelClients);
  }

  /// Suspends until the server is closed and all its connections are lost. An idle client can make
  /// that last for ever: see [#shutdown].
  public void waitClosed() {
    reactor.checkCurrent();
    while (!isOver()) {
      Future<@Nullable Void> turn = reactor.loop.createFuture();
      waiters.add(turn);
      try {
        turn.await();
      } finally {
        waiters.remove(turn);
      }
    }
    acceptor.awaitClosed();
    Asyncio.sleep(Duration.ZERO); // a selector lets go of a closed socket at the next poll
  }

  /// Stops listening, waits up to `grace` for the handlers to end by themselves, then cancels those
  /// that are left and closes their connections at once. Suspends until nothing is left.
  ///
  /// Cancelling this ends the grace.
  ///
  /// @param grace how long handlers have
  public void shutdown(Duration grace) {
    close();
    try {
      Asyncio.moveOnAfter(grace, this::waitClosed);
    } finally {
      cancelClients();
    }
    waitClosed();
  }
}
