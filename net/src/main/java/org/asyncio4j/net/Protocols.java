package org.asyncio4j.net;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Objects;
import java.util.function.Supplier;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Context;
import org.jspecify.annotations.Nullable;

/// Where connections and servers with a [Protocol] come from (asyncio's `loop.create_connection`
/// and `loop.create_server`). [Streams] has the same with readers and writers, which are easier to
/// use.
public final class Protocols {
  private Protocols() {}

  /// Suspends until a TCP connection to `host` is made, and its protocol was told so. Addresses,
  /// time and cancellation are as with [Streams#openConnection].
  ///
  /// @param <P> the protocol's type
  /// @param factory makes the protocol, when the connection is there
  /// @param host a name or an address
  /// @param port the port there
  /// @return the connection, which the caller or the protocol closes
  /// @throws IOException when the host is unknown or no address of it can be reached; the message
  ///   names both
  public static <P extends Protocol> ProtocolConnection<P> createConnection(
      Supplier<? extends P> factory, String host, int port) throws IOException {
    return createConnection(factory, host, port, ConnectOptions.DEFAULT);
  }

  /// As [#createConnection(Supplier, String, int)], in another way.
  ///
  /// @param <P> the protocol's type
  /// @param factory makes the protocol, when the connection is there
  /// @param host a name or an address
  /// @param port the port there
  /// @param options how the connection is made; their limit is for streams
  /// @return the connection, which the caller or the protocol closes
  /// @throws IOException when the host is unknown or no address of it can be reached
  public static <P extends Protocol> ProtocolConnection<P> createConnection(
      Supplier<? extends P> factory, String host, int port, ConnectOptions options)
      throws IOException {
    Objects.requireNonNull(factory, "factory");
    Objects.requireNonNull(host, "host");
    NettyReactor reactor = NettyReactor.of(Asyncio.getRunningLoop());
    Context context = Context.copyOfCurrent();
    return begin(
        new Connector<>(reactor, options, channel -> new ProtocolChannel(reactor, channel, context))
            .connect(host, port),
        factory);
  }

  /// Suspends until a connection to a Unix socket is made, and its protocol was told so (asyncio's
  /// `loop.create_unix_connection`). Path, time and cancellation are as with
  /// [Streams#openUnixConnection(String)].
  ///
  /// @param <P> the protocol's type
  /// @param factory makes the protocol, when the connection is there
  /// @param path of the socket; or `\0` and a name, which is no file
  /// @return the connection, which the caller or the protocol closes
  /// @throws IOException when nobody listens there; the message names the path
  public static <P extends Protocol> ProtocolConnection<P> createUnixConnection(
      Supplier<? extends P> factory, String path) throws IOException {
    Objects.requireNonNull(factory, "factory");
    NettyReactor reactor = NettyReactor.of(Asyncio.getRunningLoop());
    Context context = Context.copyOfCurrent();
    return begin(
        reactor.unixConnector.connect(
            new UnixName(path), channel -> new ProtocolChannel(reactor, channel, context)),
        factory);
  }

  private static <P extends Protocol> ProtocolConnection<P> begin(
      ProtocolChannel connection, Supplier<? extends P> factory) {
    boolean begun = false;
    try {
      P protocol = Objects.requireNonNull(factory.get(), "the factory of protocols made null");
      connection.begin(protocol);
      begun = true;
      return new ProtocolConnection<>(connection.transport, protocol);
    } finally {
      if (!begun) {
        connection.abort();
      }
    }
  }

  /// Suspends until a server listens, which from then on makes a protocol for each connection.
  ///
  /// The factory and all callbacks of a connection run in a copy of the context that is current
  /// here, one for each connection. A connection for which `factory` throws is closed, and the
  /// loop's exception handler is told.
  ///
  /// @param factory makes the protocol of one connection
  /// @param host the name or address to listen on; null for all addresses of this machine
  /// @param port the port; 0 for any that is free
  /// @return the server, which the caller closes
  /// @throws IOException when the port is taken or the address is not of this machine; the message
  ///   names it
  public static Server createServer(
      Supplier<? extends Protocol> factory, @Nullable String host, int port) throws IOException {
    return createServer(factory, host, port, ServerOptions.DEFAULT);
  }

  /// As [#createServer(Supplier, String, int)], in another way.
  ///
  /// @param factory makes the protocol of one connection
  /// @param host the name or address to listen on; null for all addresses of this machine
  /// @param port the port; 0 for any that is free
  /// @param options how the server is made; their limit is for streams
  /// @return the server, which the caller closes
  /// @throws IOException when the port is taken or the address is not of this machine
  public static Server createServer(
      Supplier<? extends Protocol> factory, @Nullable String host, int port, ServerOptions options)
      throws IOException {
    Objects.requireNonNull(factory, "factory");
    NettyReactor reactor = NettyReactor.of(Asyncio.getRunningLoop());
    Context context = Context.copyOfCurrent();
    return Server.listen(
        reactor,
        Hosts.resolve(host, port),
        options,
        (accepting, channel) -> new ProtocolChannel(accepting, channel, context.copy(), factory));
  }

  /// Sends all of a file on `transport`, as [StreamWriter#sendfile(FileChannel)] does.
  ///
  /// @param transport where to
  /// @param file stays open
  /// @return how many bytes
  /// @throws IOException as there
  public static long sendfile(Transport transport, FileChannel file) throws IOException {
    return sendfile(transport, file, 0, Long.MAX_VALUE, true);
  }

  /// Sends a part of a file on `transport`, and suspends until the system has taken it all
  /// (asyncio's `loop.sendfile`). Everything else is as with [StreamWriter#sendfile(FileChannel,
  /// long, long, boolean)]. The protocol is not told to pause.
  ///
  /// @param transport where to
  /// @param file open for reading; stays open, and its position is neither used nor changed
  /// @param offset where the part begins
  /// @param count how many bytes at most; the file may end before
  /// @param fallback whether it is read and written where the system cannot send it
  /// @return how many bytes
  /// @throws SendfileNotAvailableError when the system cannot, and `fallback` is false
  /// @throws IOException when the connection is lost, or the file cannot be read or has become
  ///   shorter
  public static long sendfile(
      Transport transport, FileChannel file, long offset, long count, boolean fallback)
      throws IOException {
    return FileSender.send(transport.connection(), file, offset, count, fallback);
  }

  /// As [#startTls(Transport, TlsContext, String)]; the server is the host that was connected to.
  ///
  /// @param transport goes over to TLS
  /// @param context of a client or of a server: what this side is from now on
  /// @throws IOException when the handshake fails
  public static void startTls(Transport transport, TlsContext context) throws IOException {
    startTls(transport, context, null);
  }

  /// Has a connection go over to TLS, and suspends until the handshake has succeeded (asyncio's
  /// `loop.start_tls`). The transport stays the same, and its protocol is told what comes under TLS
  /// as before. Everything else is as with [StreamWriter#startTls(TlsContext, String)]: what came
  /// in plain text and the protocol was not told of makes this fail.
  ///
  /// @param transport goes over to TLS
  /// @param context of a client or of a server: what this side is from now on
  /// @param serverHostname in a client, whose certificate the other side must have; null for the
  ///   host that was connected to
  /// @throws IOException when the handshake fails
  /// @throws IllegalStateException when the connection has TLS already, or was ended here
  public static void startTls(
      Transport transport, TlsContext context, @Nullable String serverHostname) throws IOException {
    Objects.requireNonNull(context, "context");
    NettyConnection connection = transport.connection();
    connection.reactor.checkCurrent();
    boolean reads = transport.isReading();
    transport
        .pauseReading(); // what comes from now on is not plain text, which the protocol is told
    try {
      TlsHandshake.start(connection, context, serverHostname);
    } finally {
      if (reads) {
        transport.resumeReading();
      }
    }
  }

  /// Suspends until a server listens on a Unix socket, as [#createServer(Supplier, String, int)]
  /// (asyncio's `loop.create_unix_server`). The socket's file is as with
  /// [Streams#startUnixServer(ConnectionHandler, String)].
  ///
  /// @param factory makes the protocol of one connection
  /// @param path of the socket; or `\0` and a name, which is no file
  /// @return the server, which the caller closes
  /// @throws IOException when it cannot listen there; the message names the path
  public static Server createUnixServer(Supplier<? extends Protocol> factory, String path)
      throws IOException {
    return createUnixServer(factory, path, ServerOptions.DEFAULT);
  }

  /// As [#createUnixServer(Supplier, String)], in another way.
  ///
  /// @param factory makes the protocol of one connection
  /// @param path of the socket; or `\0` and a name, which is no file
  /// @param options how the server is made; their limit is for streams
  /// @return the server, which the caller closes
  /// @throws IOException when it cannot listen there
  public static Server createUnixServer(
      Supplier<? extends Protocol> factory, String path, ServerOptions options) throws IOException {
    Objects.requireNonNull(factory, "factory");
    NettyReactor reactor = NettyReactor.of(Asyncio.getRunningLoop());
    Context context = Context.copyOfCurrent();
    return Server.listen(
        reactor,
        new UnixName(path),
        options,
        (accepting, channel) -> new ProtocolChannel(accepting, channel, context.copy(), factory));
  }
}
