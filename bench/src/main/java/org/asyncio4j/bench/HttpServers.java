package org.asyncio4j.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.bench.http.AsyncioClient;
import org.asyncio4j.bench.http.AsyncioServer;
import org.asyncio4j.bench.http.HelidonHttp;
import org.asyncio4j.bench.http.JdkClient;
import org.asyncio4j.bench.http.NettyHttp;
import org.asyncio4j.bench.http.VertxHttp;
import org.asyncio4j.net.NettyTransport;

/// Every HTTP server and client: ours and the peers.
///
/// @param peers those that are not Java
record HttpServers(Peers peers) {
  static final String OURS = "ours";
  static final String NETTY = "Netty";
  static final String VERTX = "Vert.x";
  static final String HELIDON = "Helidon";
  static final String GO = "Go";
  static final String AIOHTTP_UVLOOP = "aiohttp on uvloop";
  static final String AIOHTTP = "aiohttp";
  static final String JDK = "JDK HttpClient";

  private static final List<NettyTransport> TRANSPORTS =
      List.of(NettyTransport.IO_URING, NettyTransport.EPOLL);

  /// {@return the servers}
  List<Contender> servers() throws IOException, InterruptedException {
    List<Contender> all = new ArrayList<>();
    for (NettyTransport transport : TRANSPORTS) {
      all.add(Contender.ours(OURS, transport, AsyncioServer.class));
    }
    for (NettyTransport transport : TRANSPORTS) {
      all.add(Contender.netty(NETTY, transport, NettyHttp.class));
    }
    all.add(Contender.java(VERTX, VertxHttp.class));
    all.add(Contender.java(HELIDON, HelidonHttp.class));
    all.add(new Contender(GO, null, peers.go("http"), false));
    all.add(new Contender(AIOHTTP_UVLOOP, null, aiohttp("server", "uvloop"), false));
    all.add(new Contender(AIOHTTP, null, aiohttp("server", "asyncio"), false));
    return all;
  }

  /// {@return the clients}
  List<Contender> clients() throws InterruptedException {
    List<Contender> all = new ArrayList<>();
    for (NettyTransport transport : TRANSPORTS) {
      all.add(Contender.ours(OURS, transport, AsyncioClient.class));
    }
    all.add(Contender.java(JDK, JdkClient.class));
    all.add(new Contender(AIOHTTP_UVLOOP, null, aiohttp("client", "uvloop"), false));
    return all;
  }

  /// {@return the server that all clients ask: the fastest that is always there}
  Contender asked() {
    Contender epoll = Contender.netty(NETTY, NettyTransport.EPOLL, NettyHttp.class);
    return epoll.tool().isThere()
        ? epoll
        : Contender.netty(NETTY, NettyTransport.NIO, NettyHttp.class);
  }

  private Tool aiohttp(String kind, String loop) throws InterruptedException {
    return peers.python("web.py", "aiohttp", loop).with(loop, kind);
  }
}
