package org.asyncio4j.http.wire;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/// A text that comes in fragments, which end anywhere in a character. What is no UTF-8 fails with
/// the fragment that it comes in.
final class WebSocketText {
  private static final int STEP = 8192;

  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private final StringBuilder text = new StringBuilder();

  /// The beginning of a character: three bytes at the most.
  private ByteBuffer rest = ByteBuffer.allocate(0);

  /// {@return all of `bytes`}
  static String decode(ByteBuffer bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
  }

  /// Takes a fragment.
  ///
  /// @param last whether the text ends with it
  void add(ByteBuffer fragment, boolean last) throws CharacterCodingException {
    ByteBuffer bytes = joined(fragment);
    CharBuffer room = CharBuffer.allocate(Math.min(STEP, bytes.remaining() + 1));
    CoderResult result;
    do {
      result = decoder.decode(bytes, room, last);
      text.append(room.flip());
      room.clear();
      if (result.isError()) {
        result.throwException();
      }
    } while (result.isOverflow());
    rest = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
  }

  private ByteBuffer joined(ByteBuffer fragment) {
    return rest.hasRemaining()
        ? ByteBuffer.allocate(rest.remaining() + fragment.remaining())
            .put(rest)
            .put(fragment)
            .flip()
        : fragment;
  }

  /// {@return all of it}
  @Override
  public String toString() {
    return text.toString();
  }
}
