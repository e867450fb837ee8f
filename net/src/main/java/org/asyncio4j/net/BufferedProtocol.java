package org.asyncio4j.net;

import java.io.IOException;
import java.nio.ByteBuffer;

/// A [Protocol] that says where its bytes go (`asyncio.BufferedProtocol`): what has come is copied
/// once, into buffers of its own. [#dataReceived] is not called.
public interface BufferedProtocol extends Protocol {
  /// Where the next bytes go. Called before each [#bufferUpdated].
  ///
  /// @param sizeHint how many bytes have come, 1 or more; a smaller buffer gets a part of them, and
  ///   is asked for again
  /// @return is filled from its position on, which moves along, as when a channel is read; the same
  ///   buffer may be returned again and again. One without room ends the connection: the bytes
  ///   would have nowhere to go
  /// @throws IOException ends the connection
  ByteBuffer getBuffer(int sizeHint) throws IOException;

  /// Bytes have been put into the buffer.
  ///
  /// @param count how many, 1 or more; they end at the buffer's position
  /// @throws IOException ends the connection
  void bufferUpdated(int count) throws IOException;
}
