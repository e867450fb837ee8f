package org.asyncio4j.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/// What every HTTP server has to answer: one that sent less would look fast.
///
/// @param path what it is asked for
/// @param type the content type, of which a server may add the character set
/// @param body every byte of it
record HttpAnswer(String path, String type, String body) {
  static final HttpAnswer PLAINTEXT =
      new HttpAnswer("/plaintext", "text/plain; charset=utf-8", "Hello, World!");

  static final HttpAnswer JSON =
      new HttpAnswer("/json", "application/json", "{\"message\":\"Hello, World!\"}");

  private static final int PATIENCE = (int) Duration.ofSeconds(20).toMillis();

  URI uri(int port) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /// Asks a server once.
  ///
  /// @throws IOException when its answer is another one
  void check(int port) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) uri(port).toURL().openConnection();
    connection.setConnectTimeout(PATIENCE);
    connection.setReadTimeout(PATIENCE);
    try (InputStream content = connection.getInputStream()) {
      String got = new String(content.readAllBytes(), StandardCharsets.UTF_8);
      expect("status", "200", Integer.toString(connection.getResponseCode()));
      expect("body", body, got.replace(": ", ":")); // Python writes JSON with a space
      expect(
          "Content-Length", Integer.toString(got.length()), header(connection, "Content-Length"));
      String contentType = header(connection, "Content-Type");
      if (contentType == null || !contentType.startsWith(type)) {
        expect("Content-Type", type, contentType);
      }
      String kept = header(connection, "Connection");
      expect("Connection", "keep-alive", kept == null ? "keep-alive" : kept);
      checkDate(header(connection, "Date"));
    } finally {
      connection.disconnect();
    }
  }

  private static @Nullable String header(HttpURLConnection connection, String name) {
    return connection.getHeaderField(name);
  }

  private void checkDate(@Nullable String date) throws IOException {
    try {
      DateTimeFormatter.RFC_1123_DATE_TIME.parse(String.valueOf(date));
    } catch (DateTimeException e) {
      throw new IOException(path + " is answered with the Date '" + date + "'", e);
    }
  }

  private void expect(String what, String wanted, @Nullable String got) throws IOException {
    if (!wanted.equals(got)) {
      throw new IOException(
          path + " is answered with the " + what + " '" + got + "' instead of '" + wanted + "'");
    }
  }
}
