package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ByteQueueTest {
  private final ByteQueue queue = new ByteQueue();
  private final List<ByteBuf> given = new ArrayList<>();

  private void add(byte[] bytes, int capacity, boolean direct) {
    PooledByteBufAllocator pool = PooledByteBufAllocator.DEFAULT;
    ByteBuf data = direct ? pool.directBuffer(capacity) : pool.heapBuffer(capacity);
    given.add(data);
    queue.add(data.writeBytes(bytes));
  }

  private void assertNothingHeld() {
    assertThat(given).allSatisfy(data -> assertThat(data.refCnt()).isZero());
  }

  @Test
  void whatComesInAnyPiecesIsTakenInAnyPieces() {
    Random random = new Random(7);
    ByteArrayOutputStream in = new ByteArrayOutputStream();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int round = 0; round < 5_000; round++) {
      byte[] more = new byte[random.nextInt(random.nextBoolean() ? 20 : 3_000)];
      random.nextBytes(more);
      in.writeBytes(more);
      add(more, more.length + random.nextInt(5_000), random.nextBoolean());
      switch (random.nextInt(5)) {
        case 0 -> out.writeBytes(queue.take(random.nextInt(queue.size() + 1)));
        case 1 -> {
          ByteBuffer target = ByteBuffer.allocate(random.nextInt(queue.size() + 1));
          queue.take(target, target.capacity());
          out.writeBytes(target.array());
        }
        case 2 -> queue.putBack(queue.take(queue.size() / 2));
        case 3 -> {
          int from = random.nextInt(queue.size() + 1);
          byte wanted = (byte) random.nextInt();
          byte[] all = queue.takeAll();
          int expected = -1;
          for (int i = all.length - 1; i >= from; i--) {
            expected = all[i] == wanted ? i : expected;
          }
          queue.putBack(all);
          assertThat(queue.indexOf(new byte[] {wanted}, from)).isEqualTo(expected);
        }
        default -> {}
      }
    }
    out.writeBytes(queue.takeAll());
    assertThat(Arrays.equals(out.toByteArray(), in.toByteArray())).isTrue();
    assertNothingHeld();
  }

  @Test
  void aSeparatorIsFoundAcrossPieces() {
    add(new byte[300], 300, true);
    add("x\r".getBytes(US_ASCII), 2, true);
    add("\ny".getBytes(US_ASCII), 300, false);
    byte[] separator = "\r\n".getBytes(US_ASCII);
    assertThat(queue.indexOf(separator, 0)).isEqualTo(301);
    assertThat(queue.indexOf(separator, 302)).isEqualTo(-1);
    assertThat(queue.indexOf("xyz".getBytes(US_ASCII), 0)).isEqualTo(-1);
    queue.drop(queue.size());
    assertNothingHeld();
  }

  @Test
  void bytesThatComeOneByOneHoldNoBuffersOfTheChannel() {
    for (int i = 0; i < 100_000; i++) {
      add(new byte[] {(byte) i}, 2_048, true);
    }
    assertNothingHeld();
    assertThat(queue.size()).isEqualTo(100_000);
  }

  @Test
  void whatIsGatheredIsStillThere() {
    add(new byte[] {1, 2, 3}, 3, true);
    add(new byte[1_000], 1_000, true);
    add(new byte[1_000], 1_000, false);
    queue.gather();
    assertNothingHeld();
    assertThat(queue.takeAll()).hasSize(2_003).startsWith(1, 2, 3);
  }
}
