package org.asyncio4j.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// The JDK's client, for programs that serve on this machine.
final class Http implements AutoCloseable {
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int port;

  Http(int port) {
    this.port = port;
  }

  /// Waits for an answer. {@return it, as text}
  HttpResponse<String> get(String target) throws IOException, InterruptedException {
    return client.send(request(target), BodyHandlers.ofString(UTF_8));
  }

  /// {@return an answer, when it has come}
  CompletableFuture<HttpResponse<String>> begin(String target) {
    return client.sendAsync(request(target), BodyHandlers.ofString(UTF_8));
  }

  private HttpRequest request(String target) {
    return HttpRequest.newBuilder(uri(target)).timeout(Duration.ofMinutes(1)).build();
  }

  URI uri(String target) {
    return URI.create("http://127.0.0.1:" + port + target);
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
