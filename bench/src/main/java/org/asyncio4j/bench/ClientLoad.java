package org.asyncio4j.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Scanner;

/// What an HTTP client does to a server: here the client is measured, and the server is always the
/// same.
///
/// @param name what it is called in the report
/// @param server the server
/// @param answer what is asked for
/// @param connections how many requests there are at a time
record ClientLoad(String name, RunningServer server, HttpAnswer answer, int connections)
    implements Load {
  @Override
  public String text() {
    return String.format(Locale.ROOT, "%s: GET %s, %d at a time", name, answer.path(), connections);
  }

  /// A client goes on without a pause, so that there is no first part.
  @Override
  public Sample run(
      List<String> pinned, RunningServer measured, Duration settle, Duration window, Path log)
      throws IOException, InterruptedException {
    Stretch stretch = Stretch.from(measured);
    String done =
        measured.ask(
            "load",
            Integer.toString(server.port()),
            answer.path(),
            Integer.toString(connections),
            String.format(Locale.ROOT, "%.3f", window.toNanos() / 1e9));
    stretch = stretch.to(measured);
    return sample(done, stretch.cpu());
  }

  private static Sample sample(String done, Duration cpu) throws IOException {
    try (Scanner words = new Scanner(done).useLocale(Locale.ROOT)) {
      words.next("load");
      words.next("requests");
      double requests = words.nextDouble();
      words.next("seconds");
      return Sample.withoutLatencies(requests, words.nextDouble(), cpu);
    } catch (RuntimeException e) {
      throw new IOException("the client said '" + done + "'", e);
    }
  }
}
