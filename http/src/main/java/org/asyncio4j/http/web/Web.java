package org.asyncio4j.http.web;

import static java.lang.System.Logger.Level.INFO;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.http.wire.Http2;
import org.asyncio4j.net.NettyChannels;
import org.asyncio4j.net.ServerOptions;
import org.asyncio4j.net.TlsContext;
import org.asyncio4j.sync.Event;
import org.jspecify.annotations.Nullable;

/// Where applications are served (aiohttp's `web.run_app` and `web.AppRunner`).
public final class Web {
  private Web() {}

  /// As [#runApp(Application, String, int)], on port 8080 of all addresses of this machine.
  ///
  /// @param application is not changed any more
  public static void runApp(Application application) {
    runApp(application, null, 8080);
  }

  /// Runs a loop that serves an application until the process is told to stop, by `SIGTERM` or
  /// Ctrl-C (aiohttp's `web.run_app`): then it stops listening, lets requests end for
  /// [WebOptions#shutdownGrace], runs the application's clean-up, and returns. A second Ctrl-C ends
  /// the grace: handlers are cancelled, and [org.asyncio4j.KeyboardInterrupt] is thrown at the end.
  ///
  /// What fails at the application's start or end, or in its background tasks, is thrown.
  ///
  /// @param application is not changed any more
  /// @param host the name or address to listen on; null for all addresses of this machine
  /// @param port the port; 0 for any that is free
  public static void runApp(Application application, @Nullable String host, int port) {
    runApp(application, host, port, WebOptions.DEFAULT.withAccessLog(true));
  }

  /// As [#runApp(Application, String, int)], in another way.
  ///
  /// @param application is not changed any more
  /// @param host the name or address to listen on; null for all addresses of this machine
  /// @param port the port; 0 for any that is free
  /// @param options how it is served
  public static void runApp(
      Application application, @Nullable String host, int port, WebOptions options) {
    Asyncio.run(() -> {
      EventLoop loop = Asyncio.getRunningLoop();
      Event stop = Event.create();
      loop.addSignalHandler("TERM", stop::set);
      loop.addSignalHandler("INT", stop::set);
      try (WebServer server = start(application, host, port, options)) {
        server.life.whenEnded(stop::set);
        System.getLogger("org.asyncio4j.http.web")
            .log(INFO, "listening on {0}", urls(server, options));
        stop.await();
        loop.removeSignalHandler("INT"); // the next one cancels what this waits for
        server.shutdown(options.shutdownGrace());
      }
    });
  }

  private static String urls(WebServer server, WebOptions options) {
    String scheme = options.server().tls() == null ? "http://" : "https://";
    List<String> urls = new ArrayList<>();
    for (SocketAddress socket : server.sockets()) {
      InetSocketAddress address = (InetSocketAddress) socket;
      String host = address.getAddress().getHostAddress();
      urls.add(scheme + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort());
    }
    return String.join(", ", urls);
  }

  /// Suspends until an application has started and is served at an address. When a start-up
  /// callback fails, what it has thrown is thrown here, after the clean-up of what has started.
  ///
  /// @param application is not changed any more
  /// @param host the name or address to listen on; null for all addresses of this machine
  /// @param port the port; 0 for any that is free
  /// @return the server, which the caller closes
  /// @throws IOException when the port is taken or the address is not of this machine
  public static WebServer start(Application application, @Nullable String host, int port)
      throws IOException {
    return start(application, host, port, WebOptions.DEFAULT);
  }

  /// As [#start(Application, String, int)], in another way.
  ///
  /// @param application is not changed any more
  /// @param host the name or address to listen on; null for all addresses of this machine
  /// @param port the port; 0 for any that is free
  /// @param options how it is served
  /// @return the server, which the caller closes
  /// @throws IOException when the port is taken or the address is not of this machine
  public static WebServer start(
      Application application, @Nullable String host, int port, WebOptions options)
      throws IOException {
    application.freeze();
    return Life.start(
        application,
        options,
        () -> {
          Serving serving = new Serving(application, options);
          return NettyChannels.startServer(
              () -> new ServerConnection(serving), host, port, offeringHttp2(options.server()));
        });
  }

  /// Unless the program has said what TLS is to offer.
  private static ServerOptions offeringHttp2(ServerOptions options) {
    TlsContext tls = options.tls();
    return tls == null || !tls.alpn().isEmpty()
        ? options
        : options.withTls(tls.withAlpn(Http2.ALPN, "http/1.1"));
  }
}
