package org.asyncio4j.bench.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// What every server answers, and how the ones that leave it to their user do so.
final class Answers {
  static final String TEXT = "Hello, World!";

  private static final byte[] TEXT_BYTES = TEXT.getBytes(StandardCharsets.US_ASCII);
  private static final ObjectMapper JSON = new ObjectMapper();

  // Of the loop's thread.
  private static long second;
  private static String date = "";

  private Answers() {}

  /// The JSON answer, made and serialised for each request.
  ///
  /// @param message the text
  record Message(String message) {}

  static byte[] text() {
    return TEXT_BYTES;
  }

  static Message message() {
    return new Message(TEXT);
  }

  static byte[] json() {
    try {
      return JSON.writeValueAsBytes(message());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /// {@return the value of the `Date` header, made once a second; for one thread}
  static String date() {
    long now = System.currentTimeMillis() / 1000;
    if (now != second) {
      second = now;
      date =
          DateTimeFormatter.RFC_1123_DATE_TIME.format(
              Instant.ofEpochSecond(now).atOffset(ZoneOffset.UTC));
    }
    return date;
  }
}
