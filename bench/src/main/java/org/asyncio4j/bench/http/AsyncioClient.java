package org.asyncio4j.bench.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Task;
import org.asyncio4j.bench.serving.Order;
import org.asyncio4j.http.client.ClientOptions;
import org.asyncio4j.http.client.ClientResponse;
import org.asyncio4j.http.client.ClientSession;
import org.asyncio4j.net.StandardStreams;
import org.asyncio4j.net.StreamReader;

/// `AsyncioClient`: a session of asyncio4j, used by tasks. The transport is what
/// `-Dasyncio.transport` says.
public final class AsyncioClient {
  private AsyncioClient() {}

  /// Carries out orders until its input ends.
  ///
  /// @param args nothing
  public static void main(String[] args) {
    run(() -> {
      StreamReader input = StandardStreams.stdin();
      Order.ready();
      for (byte[] line = input.readLine(); line.length > 0; line = input.readLine()) {
        carryOut(Order.of(new String(line, UTF_8)));
      }
    });
  }

  private static void carryOut(Order order) {
    try (ClientSession session =
        ClientSession.create(ClientOptions.DEFAULT.withLimit(order.connections()))) {
      long started = System.nanoTime();
      List<Task<Long>> all = new ArrayList<>();
      for (int i = 0; i < order.connections(); i++) {
        all.add(createTask(() -> getAgainAndAgain(order, session, started)));
      }
      long requests = 0;
      for (Task<Long> one : all) {
        requests += one.await();
      }
      order.done(requests, started);
    }
  }

  private static long getAgainAndAgain(Order order, ClientSession session, long started)
      throws IOException {
    String url = order.uri().toString();
    long requests = 0;
    while (System.nanoTime() - started < order.time().toNanos()) {
      try (ClientResponse response = session.get(url)) {
        order.check(response.status(), response.text());
      }
      requests++;
    }
    return requests;
  }
}
