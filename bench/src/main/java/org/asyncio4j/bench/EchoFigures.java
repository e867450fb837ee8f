package org.asyncio4j.bench;

import static org.asyncio4j.bench.EchoServers.ASYNCIO;
import static org.asyncio4j.bench.EchoServers.GO;
import static org.asyncio4j.bench.EchoServers.LINES;
import static org.asyncio4j.bench.EchoServers.NETTY;
import static org.asyncio4j.bench.EchoServers.STREAMS;
import static org.asyncio4j.bench.EchoServers.UVLOOP;
import static org.asyncio4j.bench.Target.ratioAtMost;
import static org.asyncio4j.bench.Versus.always;
import static org.asyncio4j.bench.Versus.unhurried;

import java.io.IOException;
import java.util.List;

/// The figures of [Echo].
///
/// @param servers every server
record EchoFigures(EchoServers servers) {
  private static final int KIB = 1024;

  private static final List<Versus> WITHOUT_TARGET =
      List.of(unhurried(NETTY), unhurried(GO), unhurried(UVLOOP), unhurried(ASYNCIO));

  /// {@return small messages, the runtime's own share of which is large}
  LoadFigure smallMessages() throws IOException, InterruptedException {
    return new LoadFigure(
        STREAMS,
        List.of(load("echo 1 KiB", 100, KIB, 1)),
        servers.bytes(),
        List.of(
            always(NETTY, ratioAtMost(1.10)),
            always(GO, ratioAtMost(0.95)),
            always(UVLOOP, ratioAtMost(0.75)),
            always(ASYNCIO, ratioAtMost(0.62))));
  }

  /// {@return many short lines with each system call: nearly all is the runtime's share}
  LoadFigure lines() throws IOException, InterruptedException {
    return new LoadFigure(
        LINES,
        List.of(load("16 lines at once", 50, 100, 16), load("64 lines at once", 50, 100, 64)),
        servers.lines(),
        List.of(
            always(UVLOOP, ratioAtMost(0.25)), always(GO, ratioAtMost(1.20)), unhurried(ASYNCIO)));
  }

  /// {@return large messages, where the kernel's copying counts}
  LoadFigure largeMessages() throws IOException, InterruptedException {
    return new LoadFigure(
        STREAMS,
        List.of(load("echo 10 KiB", 100, 10 * KIB, 1), load("echo 100 KiB", 100, 100 * KIB, 1)),
        servers.bytes(),
        WITHOUT_TARGET);
  }

  /// {@return all sizes over TLS, where encryption counts}
  LoadFigure tls(Certificate certificate) throws IOException, InterruptedException {
    return new LoadFigure(
        STREAMS,
        List.of(
            tls("TLS echo 1 KiB", 100, KIB, 1),
            tls("TLS echo 10 KiB", 100, 10 * KIB, 1),
            tls("TLS echo 100 KiB", 100, 100 * KIB, 1)),
        servers.bytesOverTls(certificate),
        WITHOUT_TARGET);
  }

  private Load load(String name, int connections, int bytes, int pipeline)
      throws IOException, InterruptedException {
    return new EchoLoad(servers.peers().load(), name, connections, bytes, pipeline);
  }

  private Load tls(String name, int connections, int bytes, int pipeline)
      throws IOException, InterruptedException {
    return new EchoLoad(servers.peers().tlsLoad(), name, connections, bytes, pipeline);
  }
}
