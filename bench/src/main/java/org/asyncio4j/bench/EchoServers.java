package org.asyncio4j.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.bench.echo.NettyEcho;
import org.asyncio4j.bench.echo.ProtocolEcho;
import org.asyncio4j.bench.echo.StreamEcho;
import org.asyncio4j.bench.echo.ThreadEcho;
import org.asyncio4j.net.NettyTransport;

/// Every echo server: ours and the peers.
///
/// @param peers those that are not Java
record EchoServers(Peers peers) {
  static final String STREAMS = "ours streams";
  static final String LINES = "ours lines";
  static final String NETTY = "Netty";
  static final String GO = "Go";
  static final String UVLOOP = "uvloop streams";
  static final String ASYNCIO = "asyncio streams";

  private static final List<NettyTransport> TRANSPORTS =
      List.of(NettyTransport.IO_URING, NettyTransport.EPOLL, NettyTransport.NIO);

  /// {@return those that echo bytes as they come}
  List<Contender> bytes() throws IOException, InterruptedException {
    List<Contender> all = new ArrayList<>();
    for (NettyTransport transport : TRANSPORTS) {
      all.add(Contender.ours(STREAMS, transport, StreamEcho.class, "streams"));
    }
    for (NettyTransport transport : TRANSPORTS) {
      all.add(Contender.ours("ours protocol", transport, ProtocolEcho.class));
    }
    all.add(
        new Contender(
            "ours streams on baton",
            null,
            Contender.jvm(Lane.BATON, StreamEcho.class, List.of(), "streams"),
            true));
    for (NettyTransport transport : TRANSPORTS) {
      all.add(Contender.netty(NETTY, transport, NettyEcho.class));
    }
    all.add(Contender.java("virtual threads", ThreadEcho.class));
    all.add(new Contender(GO, null, peers.go("echo").with("streams"), false));
    for (String library : List.of("uvloop", "asyncio")) {
      Tool python = python(library);
      for (String kind : List.of("streams", "protocol")) {
        all.add(new Contender(library + " " + kind, null, python.with(kind), false));
      }
    }
    return all;
  }

  /// {@return those that echo bytes as they come, over TLS}
  List<Contender> bytesOverTls(Certificate certificate) throws IOException, InterruptedException {
    String[] pem = {certificate.certificate().toString(), certificate.key().toString()};
    List<Contender> all = new ArrayList<>();
    for (NettyTransport transport : TRANSPORTS) {
      all.add(Contender.ours(STREAMS, transport, StreamEcho.class, "streams").with(pem));
    }
    for (NettyTransport transport : TRANSPORTS) {
      all.add(Contender.netty(NETTY, transport, NettyEcho.class).with(pem));
    }
    all.add(new Contender(GO, null, peers.go("echo").with("streams").with(pem), false));
    for (String library : List.of("uvloop", "asyncio")) {
      Tool python = python(library);
      for (String kind : List.of("streams", "protocol")) {
        all.add(new Contender(library + " " + kind, null, python.with(kind).with(pem), false));
      }
    }
    return all;
  }

  /// {@return those that echo lines}
  List<Contender> lines() throws IOException, InterruptedException {
    List<Contender> all = new ArrayList<>();
    for (NettyTransport transport : TRANSPORTS) {
      all.add(Contender.ours(LINES, transport, StreamEcho.class, "lines"));
    }
    all.add(new Contender(GO, null, peers.go("echo").with("lines"), false));
    all.add(new Contender(UVLOOP, null, python("uvloop").with("lines"), false));
    all.add(new Contender(ASYNCIO, null, python("asyncio").with("lines"), false));
    return all;
  }

  private Tool python(String library) throws InterruptedException {
    return peers.python("echo.py", library).with(library);
  }
}
