package org.asyncio4j.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// What a UDP socket tells its owner, as callbacks (`asyncio.DatagramProtocol`).
///
/// [#connectionMade] comes first, [#connectionLost] last, each once. All are callbacks of the loop:
/// they must not suspend, and everything else waits for them. What they throw goes to the loop's
/// exception handler, and the socket goes on.
public interface DatagramProtocol {
  /// The socket is there.
  ///
  /// @param transport what the protocol sends with
  default void connectionMade(DatagramTransport transport) {}

  /// A datagram has come.
  ///
  /// @param data its payload, which may be empty; the callee's own array
  /// @param sender who has sent it
  default void datagramReceived(byte[] data, InetSocketAddress sender) {}

  /// The system could not send a datagram, or tells that one has reached nobody. The socket goes
  /// on.
  ///
  /// @param failure what it says
  default void errorReceived(IOException failure) {}

  /// The socket is closed. Nothing is called after this.
  ///
  /// @param failure why; null when it was closed or aborted on this side
  default void connectionLost(@Nullable IOException failure) {}

  /// More waits to be sent than the high-water mark: called by the send that did it. Sending on
  /// takes memory.
  default void pauseWriting() {}

  /// No more waits to be sent than the low-water mark.
  default void resumeWriting() {}
}
