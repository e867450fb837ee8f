package org.asyncio4j.net;

import io.netty.channel.Channel;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.jspecify.annotations.Nullable;

/// Where connections and servers come from (asyncio's `open_connection` and `start_server`).
public final class Streams {
  private Streams() {}

  /// Suspends until a TCP connection to `host` is made. Its addresses are tried one after another.
  /// `TCP_NODELAY` is on.
  ///
  /// There is no time limit: `timeout(limit, () -> openConnection(host, port))` sets one.
  /// Cancelling gives the attempt up and leaves nothing behind.
  ///
  /// @param host a name or an address
  /// @param port the port there
  /// @return the connection, which the caller closes
  /// @throws IOException when the host is unknown or no address of it can be reached; the message
  ///   names both
  public static Connection openConnection(String host, int port) throws IOException {
    return openConnection(host, port, StreamReader.DEFAULT_LIMIT);
  }

  /// As [#openConnection(String, int)], with another limit for the reader.
  ///
  /// @param host a name or an address
  /// @param port the port there
  /// @param limit in bytes; see [StreamReader]
  /// @return the connection, which the caller closes
  /// @throws IOException when the host is unknown or no address of it can be reached
  public static Connection openConnection(String host, int port, int limit) throws IOException {
    Objects.requireNonNull(host, "host");
    StreamReader.checkedLimit(limit);
    EventLoop loop = Asyncio.getRunningLoop();
    NettyReactor reactor = NettyReactor.of(loop);
    List<IOException> failures = new ArrayList<>();
    for (InetSocketAddress address : Hosts.resolve(loop, host, port)) {
      try {
        return connect(reactor, address, limit);
      } catch (IOException e) {
        failures.add(e);
      }
    }
    ConnectException all =
        new ConnectException(
            "cannot connect to " + host + ":" + port + ": " + failures.getFirst().getMessage());
    all.initCause(failures.removeFirst());
    failures.forEach(all::addSuppressed);
    throw all;
  }

  private static Connection connect(NettyReactor reactor, InetSocketAddress address, int limit)
      throws IOException {
    Channel channel = reactor.transport.newSocket();
    boolean connected = false;
    try {
      StreamChannel stream = new StreamChannel(reactor, channel, limit, () -> {});
      reactor.register(channel);
      reactor.await(channel.connect(address));
      connected = true;
      return new Connection(stream.reader, stream.writer);
    } finally {
      if (!connected) { // refused, or this task was cancelled
        channel.close();
      }
    }
  }

  /// Suspends until a server listens, which from then on runs `handler` as a task for each
  /// connection.
  ///
  /// What `handler` throws goes to the loop's exception handler, and its connection is closed;
  /// cancelling its task closes the connection quietly. Each task has a copy of the context that is
  /// current here.
  ///
  /// @param handler what is done with a connection, which is closed when it returns
  /// @param host the name or address to listen on; null for all addresses of this machine
  /// @param port the port; 0 for any that is free
  /// @return the server, which the caller closes
  /// @throws IOException when the port is taken or the address is not of this machine; the message
  ///   names it
  public static Server startServer(ConnectionHandler handler, @Nullable String host, int port)
      throws IOException {
    return startServer(handler, host, port, StreamReader.DEFAULT_LIMIT);
  }

  /// As [#startServer(ConnectionHandler, String, int)], with another limit for the readers.
  ///
  /// @param handler what is done with a connection, which is closed when it returns
  /// @param host the name or address to listen on; null for all addresses of this machine
  /// @param port the port; 0 for any that is free
  /// @param limit in bytes; see [StreamReader]
  /// @return the server, which the caller closes
  /// @throws IOException when the port is taken or the address is not of this machine
  public static Server startServer(
      ConnectionHandler handler, @Nullable String host, int port, int limit) throws IOException {
    Objects.requireNonNull(handler, "handler");
    StreamReader.checkedLimit(limit);
    EventLoop loop = Asyncio.getRunningLoop();
    Server server = new Server(NettyReactor.of(loop), handler, limit);
    boolean listening = false;
    try {
      for (InetSocketAddress address : Hosts.resolve(loop, host, port)) {
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
}
