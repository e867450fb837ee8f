package org.asyncio4j.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// What one connection tells its owner, as callbacks (`asyncio.Protocol`): the way to serve a
/// connection without a task.
///
/// {@snippet class="org.asyncio4j.net.PackageExamples" region="protocol"}
///
/// [#connectionMade] comes first, [#connectionLost] last, each once; in between [#dataReceived] any
/// number of times, then [#eofReceived] at most once. [#pauseWriting] and [#resumeWriting]
/// alternate while there is a connection.
///
/// All are callbacks of the loop, in the context of the connection: they must not suspend, and
/// everything else waits for them. One that wants to wait makes a task.
///
/// What [#connectionMade], [#dataReceived] or [#eofReceived] throws ends the connection at once,
/// and is the cause of what [#connectionLost] is given. An `IOException` goes only there, anything
/// else to the loop's exception handler as well.
public interface Protocol {
  /// The connection is there. What this does holds before anything is received: where it calls
  /// [Transport#pauseReading], nothing is.
  ///
  /// @param transport what the protocol writes to
  /// @throws IOException ends the connection
  default void connectionMade(Transport transport) throws IOException {}

  /// Bytes have come, in pieces of any size.
  ///
  /// @param data read-only, and **only valid during this call**: it is the very memory that the
  ///   socket was read into, which is used for something else when this returns. What is needed
  ///   longer has to be copied. What is not taken of it is dropped
  /// @throws IOException ends the connection
  default void dataReceived(ByteBuffer data) throws IOException {}

  /// The other side has ended its direction: nothing more will come.
  ///
  /// @return whether the connection stays open, for writing; false closes it when what was written
  ///   is sent
  /// @throws IOException ends the connection
  default boolean eofReceived() throws IOException {
    return false;
  }

  /// The connection is closed. Nothing is called after this.
  ///
  /// @param failure why; null when it was closed or aborted on this side, or after [#eofReceived]
  default void connectionLost(@Nullable IOException failure) {}

  /// More waits to be sent than the high-water mark: called by the write that did it. Writing on
  /// takes memory.
  default void pauseWriting() {}

  /// No more waits to be sent than the low-water mark.
  default void resumeWriting() {}
}
