package org.asyncio4j.bench.http;

import static org.asyncio4j.Asyncio.run;

import org.asyncio4j.bench.serving.Serving;
import org.asyncio4j.http.web.Application;
import org.asyncio4j.http.web.Response;
import org.asyncio4j.http.web.Web;
import org.asyncio4j.http.web.WebServer;

/// `AsyncioServer`: an application of asyncio4j. The transport is what `-Dasyncio.transport` says.
public final class AsyncioServer {
  private AsyncioServer() {}

  /// Serves.
  ///
  /// @param args nothing
  public static void main(String[] args) {
    Application application = Application.create();
    application.get("/plaintext", _ -> Response.text(Answers.TEXT));
    application.get("/json", _ -> Response.json(Answers.message()));
    run(() -> {
      WebServer server = Web.start(application, "127.0.0.1", 0);
      Serving.on(server.port());
      server.serveForever();
    });
  }
}
