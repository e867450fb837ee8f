package org.asyncio4j.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// What `wrk` does to an HTTP server.
///
/// @param wrk that program, with the script `http.lua`
/// @param name what it is called in the report
/// @param answer what is asked for, and what has to come
/// @param connections how many there are; each asks again when it was answered
record WrkLoad(Tool wrk, String name, HttpAnswer answer, int connections) implements Load {
  private static final Duration END = Duration.ofSeconds(10);

  @Override
  public String text() {
    return String.format(
        Locale.ROOT, "%s: GET %s on %d connections", name, answer.path(), connections);
  }

  /// As wrk knows whole seconds only, and no parts, the first part is left out: it would be a run
  /// of its own, and 64 connects are nothing beside some ten thousand requests.
  @Override
  public Sample run(
      List<String> pinned, RunningServer measured, Duration settle, Duration window, Path log)
      throws IOException, InterruptedException {
    answer.check(measured.port());
    List<String> command =
        Stream.of(pinned, command(measured.port(), window)).flatMap(List::stream).toList();
    Stretch stretch = Stretch.from(measured);
    Child load = Child.run(command, "", log, window.plus(END));
    stretch = stretch.to(measured);
    if (load.status() != 0) {
      throw new IOException("wrk counts what was wrong in " + log);
    }
    return Sample.of(load.lines(), stretch.cpu().toNanos() / 1e9 / load.number("seconds"));
  }

  /// {@return the command of this load on a port}
  List<String> command(int port, Duration window) {
    long seconds = Math.max(1, window.plusMillis(999).toSeconds());
    return wrk.with("-t1", "-c" + connections, "-d" + seconds, answer.uri(port).toString())
        .command();
  }
}
