package org.asyncio4j.http.websocket;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What comes over a [WebSocket] in one piece: text or bytes. `switch` tells them apart:
///
/// {@snippet class="org.asyncio4j.http.websocket.PackageExamples" region="kinds"}
public sealed interface Message {
  /// Text.
  ///
  /// @param text what was sent; it was UTF-8 on the way
  record Text(String text) implements Message {
    /// Takes it as it is.
    public Text {
      Objects.requireNonNull(text, "text");
    }
  }

  /// Bytes.
  ///
  /// @param data what was sent; the array is the receiver's own
  @SuppressWarnings("ArrayRecordComponent") // equals, hashCode and toString look at the bytes
  record Binary(byte[] data) implements Message {
    /// Takes the array as it is.
    public Binary {
      Objects.requireNonNull(data, "data");
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Binary that && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(data);
    }

    @Override
    public String toString() {
      return "Binary[" + data.length + " bytes]";
    }
  }
}
