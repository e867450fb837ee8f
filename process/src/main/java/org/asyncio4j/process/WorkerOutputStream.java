package org.asyncio4j.process;

import java.io.IOException;
import java.io.OutputStream;

/// In a worker: `System.out` or `System.err`, which the pool shows. Sends whole lines, and what is
/// there of one when it is flushed or gets long. Any thread.
final class WorkerOutputStream extends OutputStream {
  private final Worker worker;
  private final Frame.Kind kind;
  private final byte[] buffer = new byte[8 * 1024];
  private int size;

  WorkerOutputStream(Worker worker, Frame.Kind kind) {
    this.worker = worker;
    this.kind = kind;
  }

  @Override
  public synchronized void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    int from = offset;
    int end = offset + length;
    while (from < end) {
      int taken = Math.min(end - from, buffer.length - size);
      System.arraycopy(bytes, from, buffer, size, taken);
      size += taken;
      from += taken;
      if (size == buffer.length) {
        send(lastLineEnd() > 0 ? lastLineEnd() : lastCharacterEnd());
      }
    }
    send(lastLineEnd());
  }

  @Override
  public synchronized void flush() {
    send(size);
  }

  private int lastLineEnd() {
    int end = size;
    while (end > 0 && buffer[end - 1] != '\n') {
      end--;
    }
    return end;
  }

  /// Not in the middle of a character of UTF-8, as far as it is any.
  private int lastCharacterEnd() {
    int end = size;
    while (end > size - 4 && (buffer[end - 1] & 0xC0) == 0x80) {
      end--;
    }
    return (buffer[end - 1] & 0x80) == 0 ? size : Math.max(1, end - 1);
  }

  private void send(int count) {
    if (count == 0) {
      return;
    }
    byte[] sent = new byte[count];
    System.arraycopy(buffer, 0, sent, 0, count);
    size -= count;
    System.arraycopy(buffer, count, buffer, 0, size);
    try {
      worker.send(kind, 0, sent);
    } catch (IOException e) { // the pool has gone, which the main thread sees
    }
  }
}
