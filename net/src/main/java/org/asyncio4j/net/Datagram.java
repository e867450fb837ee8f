package org.asyncio4j.net;

import java.net.InetSocketAddress;
import java.util.Objects;

/// One datagram that has come.
///
/// @param data its payload, which may be empty; the receiver's own array
/// @param sender who has sent it
/// @param truncated whether it was longer than [DatagramOptions#maxSize], and cut to it
@SuppressWarnings("ArrayRecordComponent") // nobody compares them, and bytes are what is wanted
public record Datagram(byte[] data, InetSocketAddress sender, boolean truncated) {
  /// Checks that nothing is missing.
  public Datagram {
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(sender, "sender");
  }
}
