package org.asyncio4j.bench.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.asyncio4j.bench.serving.Order;

/// `JdkClient`: the JDK's HTTP client, used by virtual threads.
public final class JdkClient {
  private JdkClient() {}

  /// Carries out orders until its input ends.
  ///
  /// @param args nothing
  /// @throws IOException when its input cannot be read
  /// @throws InterruptedException never
  /// @throws ExecutionException when an answer is wrong
  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException {
    Order.ready();
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        BufferedReader input =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        carryOut(Order.of(line), client, threads);
      }
    }
  }

  private static void carryOut(Order order, HttpClient client, ExecutorService threads)
      throws InterruptedException, ExecutionException {
    long started = System.nanoTime();
    List<Future<Long>> all =
        IntStream.range(0, order.connections())
            .mapToObj(_ -> threads.submit(() -> getAgainAndAgain(order, client, started)))
            .toList();
    long requests = 0;
    for (Future<Long> one : all) {
      requests += one.get();
    }
    order.done(requests, started);
  }

  private static long getAgainAndAgain(Order order, HttpClient client, long started)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(order.uri()).build();
    long requests = 0;
    while (System.nanoTime() - started < order.time().toNanos()) {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      order.check(response.statusCode(), response.body());
      requests++;
    }
    return requests;
  }
}
