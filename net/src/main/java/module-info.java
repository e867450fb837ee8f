/// Streams and servers on the event loop, over io_uring, epoll or NIO.
///
/// Start at [org.asyncio4j.net]. With this module on the path every loop waits on it; nothing else
/// has to be done. System properties read here:
///
/// * `asyncio.transport`: `auto` (default), `io_uring`, `epoll` or `nio`; see
///   [org.asyncio4j.net.NettyTransport];
/// * `io.netty.leakDetection.level`: Netty's own; without it, leaks of buffers are looked for in
///   debug mode only;
/// * `asyncio.tls`: `auto` (default), `openssl` or `jdk`; see [org.asyncio4j.net.TlsEngine].
@org.jspecify.annotations.NullMarked
module org.asyncio4j.net {
  requires io.netty.buffer;
  requires io.netty.common;
  requires io.netty.codec;
  requires io.netty.handler;
  requires transitive io.netty.transport; // NettyChannels, for modules with codecs
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.classes.io_uring;
  requires io.netty.transport.unix.common;
  requires transitive org.asyncio4j.core;
  requires static org.jspecify;

  exports org.asyncio4j.net;
  exports org.asyncio4j.net.file;

  provides org.asyncio4j.spi.ReactorFactory with
      org.asyncio4j.net.NettyReactorFactory;
}
