package org.asyncio4j.http.web;

import java.io.IOException;
import org.asyncio4j.net.NettyChannels;
import org.asyncio4j.net.Server;
import org.jspecify.annotations.Nullable;

/// Where applications are served (aiohttp's `web.run_app` and `web.AppRunner`).
public final class Web {
  private Web() {}

  /// Suspends until an application is served at an address.
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
    Serving serving = new Serving(application, options);
    Server server =
        NettyChannels.startServer(
            () -> new ServerConnection(serving), host, port, options.server());
    return new WebServer(server);
  }
}
