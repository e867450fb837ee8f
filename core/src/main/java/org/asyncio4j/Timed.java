package org.asyncio4j;

import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Says when a body starts and how long it took (the timing decorator of many an asyncio tutorial).
final class Timed {
  private static final System.Logger LOG = System.getLogger("org.asyncio4j");

  private Timed() {}

  static void log(String line) {
    LOG.log(System.Logger.Level.INFO, line);
  }

  static <T extends @Nullable Object> T run(
      Consumer<String> out, String name, Awaitable<? extends T> body) {
    EventLoop loop = Task.current().loop;
    out.accept("starting " + name);
    long start = loop.time();
    try {
      return Asyncio.await(body);
    } finally {
      double seconds = (loop.time() - start) / 1e9;
      out.accept(String.format(Locale.ROOT, "finished %s in %.4f second(s)", name, seconds));
    }
  }
}
