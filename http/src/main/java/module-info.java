/// An HTTP server and client in direct style, with WebSocket, HTTP/2 and streaming; what aiohttp is
/// to asyncio.
///
/// Start at [org.asyncio4j.http].
@org.jspecify.annotations.NullMarked
module org.asyncio4j.http {
  requires static com.aayushatharva.brotli4j;
  requires static transitive com.fasterxml.jackson.databind;
  requires static com.github.luben.zstd_jni;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.compression;
  requires io.netty.codec.http;
  requires io.netty.codec.http2;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires transitive org.asyncio4j.net;
  requires static org.jspecify;

  exports org.asyncio4j.http;
  exports org.asyncio4j.http.client;
  exports org.asyncio4j.http.web;
  exports org.asyncio4j.http.websocket;
}
