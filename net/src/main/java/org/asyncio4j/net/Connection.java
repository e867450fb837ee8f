package org.asyncio4j.net;

import java.util.Objects;

/// The two directions of a connection.
///
/// @param reader what comes
/// @param writer what goes, and the connection's end
public record Connection(StreamReader reader, StreamWriter writer) implements AutoCloseable {
  /// Checks that nothing is missing.
  public Connection {
    Objects.requireNonNull(reader, "reader");
    Objects.requireNonNull(writer, "writer");
  }

  /// Closes the connection when what was written is sent, as [StreamWriter#close]. Does not wait.
  @Override
  public void close() {
    writer.close();
  }
}
