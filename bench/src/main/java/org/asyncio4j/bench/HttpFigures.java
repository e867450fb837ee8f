package org.asyncio4j.bench;

import static org.asyncio4j.bench.HttpServers.AIOHTTP;
import static org.asyncio4j.bench.HttpServers.AIOHTTP_UVLOOP;
import static org.asyncio4j.bench.HttpServers.GO;
import static org.asyncio4j.bench.HttpServers.HELIDON;
import static org.asyncio4j.bench.HttpServers.JDK;
import static org.asyncio4j.bench.HttpServers.NETTY;
import static org.asyncio4j.bench.HttpServers.OURS;
import static org.asyncio4j.bench.HttpServers.VERTX;
import static org.asyncio4j.bench.Target.belowPeer;
import static org.asyncio4j.bench.Target.ratioAtMost;
import static org.asyncio4j.bench.Versus.always;
import static org.asyncio4j.bench.Versus.unhurried;

import java.io.IOException;
import java.util.List;

/// The figures of [Http].
///
/// @param servers every server and client
record HttpFigures(HttpServers servers) {
  private static final int CONNECTIONS = 64;

  /// {@return wrk with its script, or why it is not there}
  Tool wrk() {
    return Tool.onPath("wrk").with("-s", servers.peers().file("http.lua"));
  }

  /// {@return the load of a fixed text}
  WrkLoad plaintext() {
    return new WrkLoad(wrk(), "plaintext", HttpAnswer.PLAINTEXT, CONNECTIONS);
  }

  /// {@return the load of an object that is serialised for each request}
  WrkLoad json() {
    return new WrkLoad(wrk(), "JSON", HttpAnswer.JSON, CONNECTIONS);
  }

  /// {@return what a server computes for a request}
  LoadFigure server() throws IOException, InterruptedException {
    return new LoadFigure(
        OURS,
        List.of(plaintext(), json()),
        servers.servers(),
        List.of(
            always(NETTY, ratioAtMost(1.20)),
            always(VERTX, belowPeer()),
            always(GO, ratioAtMost(0.75)),
            always(AIOHTTP_UVLOOP, ratioAtMost(0.30)),
            unhurried(HELIDON),
            unhurried(AIOHTTP)));
  }

  /// {@return what a client computes for a request}
  ///
  /// @param asked the server
  LoadFigure client(RunningServer asked) throws InterruptedException {
    return new LoadFigure(
        OURS,
        List.of(new ClientLoad("client", asked, HttpAnswer.PLAINTEXT, CONNECTIONS)),
        servers.clients(),
        List.of(always(JDK, belowPeer()), always(AIOHTTP_UVLOOP, belowPeer())));
  }
}
