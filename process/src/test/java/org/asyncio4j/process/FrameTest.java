package org.asyncio4j.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class FrameTest {
  private static final int LIMIT = 1_000_000;

  private static byte[] written(byte[] payload) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Frame.write(out, Frame.Kind.RESULT, 7, payload);
    return out.toByteArray();
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    byte[] payload = {1, 2, 3};
    InputStream in = new ByteArrayInputStream(written(payload));
    Frame frame = Objects.requireNonNull(Frame.read(in, LIMIT));
    assertThat(frame.kind()).isEqualTo(Frame.Kind.RESULT);
    assertThat(frame.id()).isEqualTo(7);
    assertThat(frame.payload()).isEqualTo(payload);
    assertThat(Frame.read(in, LIMIT)).isNull();
  }

  @Test
  void d6TruncatedFrame() throws IOException {
    byte[] whole = written(new byte[100]);
    for (int length = 1; length < whole.length; length++) {
      InputStream cut = new ByteArrayInputStream(Arrays.copyOf(whole, length));
      assertThatExceptionOfType(EOFException.class).isThrownBy(() -> Frame.read(cut, LIMIT));
    }
  }

  @Test
  void d6BitFlippedFrame() throws IOException {
    byte[] whole = written(new byte[20]);
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatExceptionOfType(IOException.class)
          .as("bit %d", bit)
          .isThrownBy(() -> Frame.read(new ByteArrayInputStream(flipped), LIMIT));
    }
  }

  @Test
  void d6OversizeFrame() throws IOException {
    byte[] whole = written(new byte[LIMIT + 1]);
    assertThatExceptionOfType(StreamCorruptedException.class)
        .isThrownBy(() -> Frame.read(new ByteArrayInputStream(whole), LIMIT))
        .withMessageContaining("over the limit of 1000000");
  }

  /// A length that nothing follows: an array of that length would not fit into this heap.
  @Test
  void d6NoAllocationFromTheLengthThatIsClaimed() {
    byte[] claim = ByteBuffer.allocate(100).putInt(Integer.MAX_VALUE - 8).array();
    assertThatExceptionOfType(EOFException.class)
        .isThrownBy(() -> Frame.read(new ByteArrayInputStream(claim), Integer.MAX_VALUE));
  }
}
