package org.asyncio4j.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Objects;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Context;
import org.jspecify.annotations.Nullable;

/// Where connections and servers come from (asyncio's `open_connection` and `start_server`, and
/// their twins for Unix sockets).
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

  // --- pipes ---

  /// Suspends until what comes from `stream` can be read without holding up the loop (asyncio's
  /// `connect_read_pipe`): from a named pipe, a process, a library.
  ///
  /// A thread reads it, as long as the reader has room. It is closed at its end, when reading
  /// fails, and with the loop. A read of it that has begun cannot be ended from here: whoever is
  /// cancelled has taken nothing, and what that read brings is there for the next one.
  ///
  /// @param stream is the reader's from now on
  /// @return what comes
  /// @throws IOException when the loop cannot
  public static StreamReader connectReadPipe(InputStream stream) throws IOException {
    return connectReadPipe(stream, StreamReader.DEFAULT_LIMIT);
  }

  /// As [#connectReadPipe(InputStream)], with another limit for the reader.
  ///
  /// @param stream is the reader's from now on
  /// @param limit in bytes; see [StreamReader]
  /// @return what comes
  /// @throws IOException when the loop cannot
  public static StreamReader connectReadPipe(InputStream stream, int limit) throws IOException {
    Objects.requireNonNull(stream, "stream");
    return Pipes.connect(PipeChannel.of(stream), StreamReader.checkedLimit(limit)).reader;
  }

  /// Suspends until `stream` can be written to without holding up the loop (asyncio's
  /// `connect_write_pipe`).
  ///
  /// A thread writes and flushes it. It is closed with the writer, when that has written
  /// everything; ending the direction closes it too. When nobody reads the other end any more, the
  /// writes after that is noticed throw an `IOException`.
  ///
  /// @param stream is the writer's from now on
  /// @return what goes there, which the caller closes
  /// @throws IOException when the loop cannot
  public static StreamWriter connectWritePipe(OutputStream stream) throws IOException {
    Objects.requireNonNull(stream, "stream");
    return Pipes.connect(PipeChannel.of(stream), StreamReader.DEFAULT_LIMIT).writer;
  }

  // --- Unix sockets ---

  /// Suspends until a connection to a Unix socket is made (asyncio's `open_unix_connection`). While
  /// its server has no room for more it waits.
  ///
  /// Cancelling gives the attempt up and leaves nothing behind.
  ///
  /// @param path of the socket: 107 bytes at the most, with NIO 106
  /// @return the connection, which the caller closes
  /// @throws IOException when nobody listens there; the message names the path
  public static Connection openUnixConnection(Path path) throws IOException {
    return openUnixConnection(path, ConnectOptions.DEFAULT);
  }

  /// As [#openUnixConnection(Path)], in another way.
  ///
  /// @param path of the socket
  /// @param options how the connection is made, without a local address
  /// @return the connection, which the caller closes
  /// @throws IOException when nobody listens there
  public static Connection openUnixConnection(Path path, ConnectOptions options)
      throws IOException {
    return openUnixConnection(UnixName.of(path), options);
  }

  /// As [#openUnixConnection(Path)].
  ///
  /// @param path of the socket; or `\0` and a name, which is no file: only Linux has these, and NIO
  ///   has not
  /// @return the connection, which the caller closes
  /// @throws IOException when nobody listens there
  public static Connection openUnixConnection(String path) throws IOException {
    return openUnixConnection(path, ConnectOptions.DEFAULT);
  }

  /// As [#openUnixConnection(String)], in another way.
  ///
  /// @param path of the socket, or `\0` and a name
  /// @param options how the connection is made, without a local address
  /// @return the connection, which the caller closes
  /// @throws IOException when nobody listens there
  public static Connection openUnixConnection(String path, ConnectOptions options)
      throws IOException {
    return openUnixConnection(new UnixName(path), options);
  }

  private static Connection openUnixConnection(UnixName name, ConnectOptions options)
      throws IOException {
    if (options.localAddress() != null) {
      throw new IllegalArgumentException(
          "a connection to a Unix socket has no local address: leave out "
              + options.localAddress());
    }
    NettyReactor reactor = NettyReactor.of(Asyncio.getRunningLoop());
    StreamChannel stream =
        reactor.unixConnector.connect(
            name, channel -> new StreamChannel(reactor, channel, options.limit()));
    return new Connection(stream.reader, stream.writer);
  }

  /// Suspends until a server listens on a Unix socket, as [#startServer(ConnectionHandler, String,
  /// int)] (asyncio's `start_unix_server`).
  ///
  /// A socket file that was left over is removed before, when nobody listens there. The server
  /// removes its own when it is closed, unless another file has taken its place.
  ///
  /// @param handler what is done with a connection, which is closed when it returns
  /// @param path of the socket: 107 bytes at the most, with NIO 106
  /// @return the server, which the caller closes
  /// @throws IOException when another server listens there, the path is a file of another kind, or
  ///   its directory is missing; the message names it
  public static Server startUnixServer(ConnectionHandler handler, Path path) throws IOException {
    return startUnixServer(handler, path, ServerOptions.DEFAULT);
  }

  /// As [#startUnixServer(ConnectionHandler, Path)], in another way.
  ///
  /// @param handler what is done with a connection, which is closed when it returns
  /// @param path of the socket
  /// @param options how the server is made
  /// @return the server, which the caller closes
  /// @throws IOException when it cannot listen there
  public static Server startUnixServer(ConnectionHandler handler, Path path, ServerOptions options)
      throws IOException {
    return startUnixServer(handler, UnixName.of(path), options);
  }

  /// As [#startUnixServer(ConnectionHandler, Path)].
  ///
  /// @param handler what is done with a connection, which is closed when it returns
  /// @param path of the socket; or `\0` and a name, which is no file: only Linux has these, and NIO
  ///   has not
  /// @return the server, which the caller closes
  /// @throws IOException when it cannot listen there
  public static Server startUnixServer(ConnectionHandler handler, String path) throws IOException {
    return startUnixServer(handler, path, ServerOptions.DEFAULT);
  }

  /// As [#startUnixServer(ConnectionHandler, String)], in another way.
  ///
  /// @param handler what is done with a connection, which is closed when it returns
  /// @param path of the socket, or `\0` and a name
  /// @param options how the server is made
  /// @return the server, which the caller closes
  /// @throws IOException when it cannot listen there
  public static Server startUnixServer(
      ConnectionHandler handler, String path, ServerOptions options) throws IOException {
    return startUnixServer(handler, new UnixName(path), options);
  }

  private static Server startUnixServer(
      ConnectionHandler handler, UnixName name, ServerOptions options) throws IOException {
    Objects.requireNonNull(handler, "handler");
    NettyReactor reactor = NettyReactor.of(Asyncio.getRunningLoop());
    Context context = Context.copyOfCurrent();
    return Server.listen(
        reactor,
        name,
        options,
        (accepting, channel) ->
            new StreamChannel(accepting, channel, options.limit(), handler, context));
  }
}
