/// TCP and Unix sockets as plain Java: a reader and a writer for each connection, and servers that
/// run a handler as a task for each of them. And UDP: tasks that wait for datagrams.
///
/// {@snippet class="org.asyncio4j.net.PackageExamples" region="echo"}
///
/// | | |
/// |---|---|
/// | [Streams][org.asyncio4j.net.Streams] | `openConnection` and `startServer`, and their twins for Unix sockets |
/// | [StreamReader][org.asyncio4j.net.StreamReader] | waits for bytes, lines, anything up to a separator |
/// | [StreamWriter][org.asyncio4j.net.StreamWriter] | writes; waits when the other side is slow |
/// | [StandardStreams][org.asyncio4j.net.StandardStreams] | standard input and output; any other stream of the JDK's with `Streams.connectReadPipe` and `connectWritePipe` |
/// | [AsyncFiles][org.asyncio4j.net.file.AsyncFiles] | files, in [a package of their own][org.asyncio4j.net.file] |
/// | [Server][org.asyncio4j.net.Server] | listens, and ends: at once, or when its clients have gone |
/// | [ConnectOptions][org.asyncio4j.net.ConnectOptions] | how a connection is made: Happy Eyeballs, IPv4 or IPv6, local address |
/// | [Dns][org.asyncio4j.net.Dns], [Resolver][org.asyncio4j.net.Resolver] | names and addresses, looked up off the loop |
/// | [ServerOptions][org.asyncio4j.net.ServerOptions] | how a server is made: limits, several loops on one port |
/// | [TlsContext][org.asyncio4j.net.TlsContext] | TLS: whom to trust, who one is |
/// | [Protocols][org.asyncio4j.net.Protocols] | `createConnection`, `createServer`, `sendfile`: callbacks instead of tasks |
/// | [Protocol][org.asyncio4j.net.Protocol] | what the callbacks are; [BufferedProtocol][org.asyncio4j.net.BufferedProtocol] brings its own buffers |
/// | [Transport][org.asyncio4j.net.Transport] | what a protocol writes to |
/// | [Datagrams][org.asyncio4j.net.Datagrams] | UDP: `open` for tasks, `createDatagramEndpoint` for protocols |
/// | [DatagramEndpoint][org.asyncio4j.net.DatagramEndpoint] | sends and receives datagrams; waits for room and for what comes |
/// | [NettyTransport][org.asyncio4j.net.NettyTransport] | io_uring, epoll or NIO: which, and why |
///
/// **Bounded.** A reader that nobody reads from stops the other side at twice its limit (64 KiB at
/// first); a writer that the other side does not read from suspends above 64 KiB. So a connection
/// holds a few hundred KiB at most, whatever its peer does.
///
/// **Cancellation.** Whoever is cancelled while it reads has taken nothing: the bytes are there for
/// the next read. What was given to a writer is sent all the same.
///
/// **TLS.** `ConnectOptions.DEFAULT.withTls(TlsContext.client())` is all that a client needs; a
/// server has its certificate: `ServerOptions.DEFAULT.withTls(TlsContext.server(chain, key))`.
/// [StreamWriter#startTls][org.asyncio4j.net.StreamWriter#startTls(TlsContext)] goes over to it
/// later.
///
/// **Thread rule.** Readers, writers, transports and servers belong to the loop they were made in.
/// A use on another thread or in another loop throws an `IllegalStateException`. A server with
/// several loops runs its handler on each of them, so at the same time.
///
/// Unless said otherwise, null arguments throw `NullPointerException`.
@NullMarked
package org.asyncio4j.net;

import org.jspecify.annotations.NullMarked;
