package org.asyncio4j.http.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Nothing is left of clients that break off.
@Timeout(60)
final class AbandonedRequestsTest {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final int CLIENTS = 200;

  private static final String[] HALVES = {
    "GE",
    "GET / HTTP/1.1\r\nHost: h",
    "GET /wait HTTP/1.1\r\nHost: h\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf",
    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nha"
  };

  private static long descriptors() throws Exception {
    try (Stream<Path> files = Files.list(DESCRIPTORS)) {
      return files.count();
    }
  }

  private static int tasks(WebFixture web) {
    List<Integer> count = new ArrayList<>();
    web.onLoop(() -> count.add(Asyncio.allTasks().size()));
    return count.getFirst();
  }

  @Test
  void nothingIsLeftOfHalfRequests() throws Exception {
    Assumptions.assumeTrue(Files.isDirectory(DESCRIPTORS), "there is no " + DESCRIPTORS);
    AtomicInteger handled = new AtomicInteger();
    CompletableFuture<Void> allEnded = new CompletableFuture<>();
    CompletableFuture<Void> allBegun = new CompletableFuture<>();
    AtomicInteger begun = new AtomicInteger();
    int expected = CLIENTS / HALVES.length * 3; // the heads that are whole
    Application app = Application.create();
    app.use((request, next) -> {
      if (begun.incrementAndGet() == expected) {
        allBegun.complete(null);
      }
      try {
        return next.handle(request);
      } finally {
        if (handled.incrementAndGet() == expected) {
          allEnded.complete(null);
        }
      }
    });
    app.get(
        "/wait",
        _ -> {
          Asyncio.await(new CompletableFuture<Void>());
          return Response.of(204);
        });
    app.post("/", request -> Response.text(request.text()));
    try (WebFixture web = WebFixture.serve(app)) {
      int tasksBefore = tasks(web);
      long before = descriptors();
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(web.connect().send(HALVES[i % HALVES.length]));
      }
      allBegun.get(30, TimeUnit.SECONDS);
      for (int i = 0; i < CLIENTS; i++) {
        RawClient client = clients.get(i);
        if (i % 2 == 0) {
          client.socket().setSoLinger(true, 0);
        }
        client.close();
      }
      allEnded.get(30, TimeUnit.SECONDS);
      // the last of them may be ending still
      while (tasks(web) > tasksBefore || descriptors() > before) {
        Thread.onSpinWait();
      }
      assertThat(handled).hasValue(expected);
    }
  }
}
