package org.asyncio4j.bench.http;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.core.transport.Transport;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.asyncio4j.bench.serving.Serving;

/// `VertxHttp`: Vert.x's HTTP server, with one event loop on its native transport.
public final class VertxHttp {
  private VertxHttp() {}

  /// Serves.
  ///
  /// @param args nothing
  /// @throws InterruptedException never
  /// @throws ExecutionException when it cannot listen
  public static void main(String[] args) throws InterruptedException, ExecutionException {
    Transport transport = Transport.EPOLL.available() ? Transport.EPOLL : Transport.NIO;
    Vertx vertx =
        Vertx.builder()
            .with(new VertxOptions().setEventLoopPoolSize(1))
            .withTransport(transport)
            .build();
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(VertxHttp::answer)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get();
    Serving.on(server.actualPort());
  }

  private static void answer(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    response.putHeader(HttpHeaders.DATE, Answers.date());
    switch (Objects.requireNonNull(request.path())) {
      case "/plaintext" ->
          response
              .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
              .end(Answers.TEXT);
      case "/json" ->
          response
              .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
              .end(new JsonObject().put("message", Answers.TEXT).toBuffer());
      default -> response.setStatusCode(404).end();
    }
  }
}
