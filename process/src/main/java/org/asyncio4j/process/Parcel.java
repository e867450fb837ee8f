package org.asyncio4j.process;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Work on its way: where its classes come from, and the work itself, serialised.
///
/// @param loader the number of the class loader that the pool's process has them from
/// @param origin the code source of the work's class, "" where it has none
/// @param work serialised
@SuppressWarnings("ArrayRecordComponent") // never compared
record Parcel(int loader, String origin, byte[] work) {
  byte[] toBytes() {
    byte[] place = origin.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(2 * Integer.BYTES + place.length + work.length)
        .putInt(loader)
        .putInt(place.length)
        .put(place)
        .put(work)
        .array();
  }

  /// @throws RuntimeException when it is none
  static Parcel from(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    int loader = buffer.getInt();
    int length = buffer.getInt();
    String origin = new String(bytes, buffer.position(), length, StandardCharsets.UTF_8);
    byte[] work = new byte[buffer.remaining() - length];
    buffer.position(buffer.position() + length).get(work);
    return new Parcel(loader, origin, work);
  }
}
