package org.asyncio4j.bench.serving;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;

/// The line that tells a client what to do: `load PORT PATH CONNECTIONS SECONDS`.
///
/// @param uri what to get, again and again
/// @param connections how many requests there are at a time
/// @param time how long
public record Order(URI uri, int connections, Duration time) {
  /// What is always got.
  public static final String BODY = "Hello, World!";

  /// Says that this client has begun, as a server says its port; it has none.
  public static void ready() {
    System.out.println("port 0");
  }

  /// {@return what a line orders}
  ///
  /// @param line the line
  public static Order of(String line) {
    String[] words = line.strip().split(" ", -1);
    if (words.length != 5 || !words[0].equals("load")) {
      throw new IllegalArgumentException(
          "\"load PORT PATH CONNECTIONS SECONDS\" is expected, and not \"" + line + "\"");
    }
    return new Order(
        URI.create("http://127.0.0.1:" + words[1] + words[2]),
        Integer.parseInt(words[3]),
        Duration.ofNanos((long) (Double.parseDouble(words[4]) * 1e9)));
  }

  /// Says that the order has been carried out.
  ///
  /// @param requests how many were answered
  /// @param started when the first was made, by [System#nanoTime]
  public void done(long requests, long started) {
    System.out.println(
        String.format(
            Locale.ROOT,
            "load requests %d seconds %.6f",
            requests,
            (System.nanoTime() - started) / 1e9));
  }

  /// Refuses every answer but the right one.
  ///
  /// @param status its status
  /// @param body its body
  public void check(int status, String body) {
    if (status != 200 || !body.equals(BODY)) {
      throw new IllegalStateException(uri + " answered " + status + " \"" + body + "\"");
    }
  }
}
