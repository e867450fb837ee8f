package org.asyncio4j.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/// Listens, and runs a handler for each connection (`asyncio.Server`). [Streams#startServer] makes
/// it, and it listens at once.
///
/// Thread rule: that of this package.
public final class Server implements AutoCloseable {
  private final NettyReactor reactor;
  private final ServerOptions options;

  /// Makes what serves a channel that was accepted.
  private final Function<Channel, NettyConnection> prepare;

  private final List<Channel> listeners = new ArrayList<>();

  /// The ends of listeners that are being closed.
  private final List<ChannelFuture> closings = new ArrayList<>();

  /// The connections that are not lost.
  private final Set<NettyConnection> connections = new LinkedHashSet<>();

  private final List<Future<@Nullable Void>> waiters = new ArrayList<>();
  private boolean closed;
  private @Nullable Future<@Nullable Void> serving;

  private Server(
      NettyReactor reactor, ServerOptions options, Function<Channel, NettyConnection> prepare) {
    this.reactor = reactor;
    this.options = options;
    this.prepare = prepare;
  }

  /// Suspends until a server listens on all addresses of `host`.
  static Server listen(
      NettyReactor reactor,
      @Nullable String host,
      int port,
      ServerOptions options,
      Function<Channel, NettyConnection> prepare)
      throws IOException {
    Server server = new Server(reactor, options, prepare);
    boolean listening = false;
    try {
      for (InetSocketAddress address : Hosts.resolve(host, port)) {
        server.listen(address);
      }
      listening = true;
      return server;
    } finally {
      if (!listening) {
        server.close();
      }
    }
  }

  private void listen(InetSocketAddress address) throws IOException {
    Channel listener = reactor.transport().newServerSocket();
    listener.config().setOption(ChannelOption.SO_REUSEADDR, true);
    listener.config().setOption(ChannelOption.SO_BACKLOG, options.backlog());
    listener.pipeline().addLast(new Acceptor(reactor, this));
    listeners.add(listener);
    try {
      reactor.register(listener);
      reactor.await(listener.bind(address));
    } catch (IOException e) {
      BindException named =
          new BindException(
              "cannot listen on "
                  + address.getAddress().getHostAddress()
                  + " port "
                  + address.getPort()
                  + ": "
                  + e.getMessage());
      named.initCause(e);
      throw named;
    }
  }

  /// Serves `channel`, which was accepted.
  void accept(Channel channel) {
    if (closed) { // the system had accepted it before
      channel.unsafe().closeForcibly();
      return;
    }
    NettyConnection connection = prepare.apply(channel);
    channel.config().setOption(ChannelOption.SO_KEEPALIVE, options.keepAlive());
    connection.whenLost(() -> lost(connection));
    connections.add(connection);
    connection.begin();
    reactor.stir();
    reactor.registerNow(channel);
  }

  private void lost(NettyConnection connection) {
    connections.remove(connection);
    wakeWaiters();
  }

  private void wakeWaiters() {
    if (closed && connections.isEmpty()) {
      waiters.forEach(reactor::wake);
    }
  }

  // --- listening ---

  /// {@return the addresses this listens on; none after [#close]}
  public List<InetSocketAddress> sockets() {
    return listeners.stream().map(c -> (InetSocketAddress) c.localAddress()).toList();
  }

  /// {@return the port this listens on: the first, if there are several}
  ///
  /// @throws IllegalStateException after [#close]
  public int port() {
    if (listeners.isEmpty()) {
      throw new IllegalStateException("this server is closed and has no port");
    }
    return sockets().getFirst().getPort();
  }

  /// {@return whether new connections are accepted}
  public boolean isServing() {
    return !closed;
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
    if (closed) {
      throw new IllegalStateException("this server is closed: start another");
    }
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
    listeners.forEach(listener -> closings.add(listener.close()));
    listeners.clear();
    Future<@Nullable Void> forGood = serving;
    if (forGood != null) {
      forGood.cancel();
    }
    wakeWaiters();
  }

  /// Closes every connection when what was written to it is sent.
  public void closeClients() {
    reactor.checkCurrent();
    List.copyOf(connections).forEach(NettyConnection::close);
  }

  /// Closes every connection at once; what was not sent is dropped.
  public void abortClients() {
    reactor.checkCurrent();
    List.copyOf(connections).forEach(NettyConnection::abort);
  }

  /// Suspends until the server is closed and all its connections are lost. An idle client can make
  /// that last for ever: see [#shutdown].
  public void waitClosed() {
    reactor.checkCurrent();
    while (!closed || !connections.isEmpty()) {
      Future<@Nullable Void> turn = reactor.loop.createFuture();
      waiters.add(turn);
      try {
        turn.await();
      } finally {
        waiters.remove(turn);
      }
    }
    for (ChannelFuture closing : closings) {
      reactor.awaitEnd(closing);
    }
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
      connections.forEach(connection -> connection.cancel("the server is shut down"));
      abortClients();
    }
    waitClosed();
  }
}
