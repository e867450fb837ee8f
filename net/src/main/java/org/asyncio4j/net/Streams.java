package org.asyncio4j.net;

import java.io.IOException;
import java.util.Objects;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Context;
import org.jspecify.annotations.Nullable;

/// Where connections and servers come from (asyncio's `open_connection` and `start_server`).
public final class Streams {
  private Streams() {}

  /// Suspends until a TCP connection to `host` is made. When an address of it does not answer for
  /// 250 ms, the next one is tried as well (Happy Eyeballs; see
  /// [ConnectOptions#withHappyEyeballsDelay]). `TCP_NODELAY` is on.
  ///
  /// There is no time limit: `timeout(limit, () -> openConnection(host, port))` sets one.
  /// Cancelling gives the attempt up and leaves nothing behind.
  ///
  /// @param host a name or an address
  /// @param port the port there
  /// @return the connection, which the caller closes
  /// @throws IOException when the host is unknown or no address of it can be reached; the message
  ///   names both, and what each address has failed with is its cause and suppressed
  /// @throws IllegalArgumentException when `host` can be no name, or there is no such port
  public static Connection openConnection(String host, int port) throws IOException {
    return openConnection(host, port, ConnectOptions.DEFAULT);
  }

  /// As [#openConnection(String, int)], in another way.
  ///
  /// @param host a name or an address
  /// @param port the port there
  /// @param options how the connection is made
  /// @return the connection, which the caller closes
  /// @throws IOException when the host is unknown or no address of it can be reached
  public static Connection openConnection(String host, int port, ConnectOptions options)
      throws IOException {
    Objects.requireNonNull(host, "host");
    NettyReactor reactor = NettyReactor.of(Asyncio.getRunningLoop());
    StreamChannel stream =
        new Connector<>(
                reactor, options, channel -> new StreamChannel(reactor, channel, options.limit()))
            .connect(host, port);
    return new Connection(stream.reader, stream.writer);
  }

  /// Suspends until a server listens, which from then on runs `handler` as a task for each
  /// connection.
  ///
  /// What `handler` throws goes to the loop's exception handler, and its connection is closed;
  /// cancelling its task closes the connection quietly. Each task has a copy of the context that is
  /// current here.
  ///
  /// @param handler what is done with a connection, which is closed when it returns
  /// @param host the name or address to listen on; null or empty for all addresses of this machine,
  ///   those of IPv4 and IPv6 on one socket
  /// @param port the port; 0 for any that is free
  /// @return the server, which the caller closes
  /// @throws IOException when the port is taken or the address is not of this machine; the message
  ///   names it
  public static Server startServer(ConnectionHandler handler, @Nullable String host, int port)
      throws IOException {
    return startServer(handler, host, port, ServerOptions.DEFAULT);
  }

  /// As [#startServer(ConnectionHandler, String, int)], in another way.
  ///
  /// @param handler what is done with a connection, which is closed when it returns
  /// @param host the name or address to listen on; null or empty for all addresses of this machine,
  ///   those of IPv4 and IPv6 on one socket
  /// @param port the port; 0 for any that is free
  /// @param options how the server is made
  /// @return the server, which the caller closes
  /// @throws IOException when the port is taken or the address is not of this machine
  public static Server startServer(
      ConnectionHandler handler, @Nullable String host, int port, ServerOptions options)
      throws IOException {
    Objects.requireNonNull(handler, "handler");
    NettyReactor reactor = NettyReactor.of(Asyncio.getRunningLoop());
    Context context = Context.copyOfCurrent();
    return Server.listen(
        reactor,
        Hosts.resolve(host, port),
        options,
        (accepting, channel) ->
            new StreamChannel(accepting, channel, options.limit(), handler, context));
  }
}
