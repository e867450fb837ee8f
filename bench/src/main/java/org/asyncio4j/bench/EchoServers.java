package org.asyncio4j.bench;

import io.netty.channel.uring.IoUring;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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
      all.add(ours(STREAMS, transport, StreamEcho.class, "streams"));
    }
    for (NettyTransport transport : TRANSPORTS) {
      all.add(ours("ours protocol", transport, ProtocolEcho.class));
    }
    all.add(
        new Contender(
            "ours streams on baton",
            null,
            jvm(Lane.BATON, StreamEcho.class, List.of(), "streams"),
            true));
    for (NettyTransport transport : TRANSPORTS) {
      all.add(netty(transport));
    }
    all.add(
        new Contender(
            "virtual threads", null, jvm(Lane.VIRTUAL, ThreadEcho.class, List.of()), true));
    all.add(new Contender(GO, null, peers.go().with("streams"), false));
    for (String library : List.of("uvloop", "asyncio")) {
      Tool python = peers.python(library);
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
      all.add(ours(STREAMS, transport, StreamEcho.class, "streams").with(pem));
    }
    for (NettyTransport transport : TRANSPORTS) {
      all.add(netty(transport).with(pem));
    }
    all.add(new Contender(GO, null, peers.go().with("streams").with(pem), false));
    for (String library : List.of("uvloop", "asyncio")) {
      Tool python = peers.python(library);
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
      all.add(ours(LINES, transport, StreamEcho.class, "lines"));
    }
    all.add(new Contender(GO, null, peers.go().with("lines"), false));
    all.add(new Contender(UVLOOP, null, peers.python("uvloop").with("lines"), false));
    all.add(new Contender(ASYNCIO, null, peers.python("asyncio").with("lines"), false));
    return all;
  }

  private static Contender ours(
      String family, NettyTransport transport, Class<?> program, String... arguments) {
    String name = Contender.text(transport);
    Tool tool =
        transport.isAvailable()
            ? jvm(Lane.CONFINED, program, List.of("-Dasyncio.transport=" + name), arguments)
            : Tool.missing("asyncio4j cannot use " + name + " here");
    return new Contender(family, transport, tool, true);
  }

  private static Contender netty(NettyTransport transport) {
    String name = Contender.text(transport);
    boolean available =
        transport == NettyTransport.IO_URING ? IoUring.isAvailable() : transport.isAvailable();
    Tool tool =
        available
            ? jvm(Lane.VIRTUAL, NettyEcho.class, List.of(), name)
            : Tool.missing("Netty cannot use " + name + " here");
    return new Contender(NETTY, transport, tool, true);
  }

  private static Tool jvm(Lane lane, Class<?> program, List<String> options, String... arguments) {
    return Tool.of(
        Child.java(
            lane,
            Stream.of(
                    options,
                    List.of("-cp", System.getProperty("java.class.path"), program.getName()),
                    List.of(arguments))
                .flatMap(List::stream)
                .toList()));
  }
}
