package org.asyncio4j.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Where a body that is made bit by bit is written to. Not to be implemented by programs.
///
/// Thread rule: on the loop of the connection.
public interface BodyWriter {
  /// Writes `data`, and suspends while the other side takes less than is written.
  ///
  /// What one iteration of the loop writes goes together; nothing has to be flushed.
  ///
  /// @param data is copied
  /// @throws IOException when the connection is lost
  /// @throws IllegalStateException when the body has ended
  void write(byte[] data) throws IOException;

  /// As [#write(byte\[\])], in UTF-8.
  ///
  /// @param text what to write
  /// @throws IOException when the connection is lost
  default void write(String text) throws IOException {
    write(text.getBytes(StandardCharsets.UTF_8));
  }
}
