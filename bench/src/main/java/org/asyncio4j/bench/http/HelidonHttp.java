package org.asyncio4j.bench.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import org.asyncio4j.bench.serving.Serving;

/// `HelidonHttp`: Helidon SE, a virtual thread a connection on the JVM's default scheduler.
public final class HelidonHttp {
  private static final Header TEXT =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");

  private HelidonHttp() {}

  /// Serves.
  ///
  /// @param args nothing
  public static void main(String[] args) {
    WebServer server =
        WebServer.builder().host("127.0.0.1").port(0).routing(HelidonHttp::routes).build().start();
    Serving.on(server.port());
  }

  private static void routes(HttpRouting.Builder routes) {
    routes
        .get(
            "/plaintext",
            (_, response) -> {
              response.header(TEXT);
              response.send(Answers.text());
            })
        .get(
            "/json",
            (_, response) -> {
              response.header(HeaderValues.CONTENT_TYPE_JSON);
              response.send(Answers.json());
            });
  }
}
