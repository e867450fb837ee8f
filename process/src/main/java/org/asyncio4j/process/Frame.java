package org.asyncio4j.process;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// A message between a pool and a worker: length, kind, id, check sum, payload. What does not add
/// up ends the connection.
@SuppressWarnings("ArrayRecordComponent") // never compared
record Frame(Kind kind, long id, byte[] payload) {
  enum Kind {
    /// Worker to pool, first of all: the token.
    HELLO,
    /// Pool to worker: how it is to be, a [Setup].
    SETUP,
    /// Worker to pool: the initializer has run.
    READY,
    /// Pool to worker: a [Parcel] with work.
    TASK,
    /// Worker to pool: the task is being read, and may run from now on.
    BEGUN,
    /// Worker to pool: what the task has returned, serialised.
    RESULT,
    /// Worker to pool: what the task, or the initializer, has failed with, a [Failure].
    FAILURE,
    /// Worker to pool: written to `System.out`.
    OUT,
    /// Worker to pool: written to `System.err`.
    ERR,
    /// Worker to pool: the name of a class that it does not have, after its loader's number.
    FIND_CLASS,
    /// Pool to worker: a class; nothing when there is none.
    CLASS,
    /// Pool to worker: there will be no more work.
    STOP
  }

  static final byte[] NOTHING = {};

  /// What a payload may have over the limit of a task: not less than the file of a class.
  static final int MARGIN = 8 * 1024 * 1024;

  private static final Kind[] KINDS = Kind.values();
  private static final int CHECKED = Integer.BYTES + 1 + Long.BYTES;
  private static final int HEADER = CHECKED + Integer.BYTES;

  /// Writes a message in one piece.
  @SuppressWarnings("EnumOrdinal") // both ends are the same code
  static void write(OutputStream out, Kind kind, long id, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(Math.addExact(HEADER, payload.length));
    frame.putInt(payload.length).put((byte) kind.ordinal()).putLong(id);
    frame.putInt(checkSum(frame.array(), payload)).put(payload);
    out.write(frame.array());
    out.flush();
  }

  /// {@return the next message; null when the other side has ended between two}
  ///
  /// @param limit how long a payload may be. Memory is taken as it comes, not as the other side
  ///   says
  /// @throws IOException when it is too long, cut short or damaged
  static @Nullable Frame read(InputStream in, int limit) throws IOException {
    byte[] head = in.readNBytes(HEADER);
    if (head.length == 0) {
      return null;
    }
    if (head.length < HEADER) {
      throw new EOFException("the connection ended inside a message");
    }
    ByteBuffer header = ByteBuffer.wrap(head);
    int length = header.getInt();
    int kind = header.get();
    long id = header.getLong();
    if (length < 0 || length > limit || kind < 0 || kind >= KINDS.length) {
      throw new StreamCorruptedException(
          "not a message, or one of " + length + " bytes, over the limit of " + limit);
    }
    byte[] payload = in.readNBytes(length);
    if (payload.length < length) {
      throw new EOFException("the connection ended inside a message");
    }
    if (header.getInt() != checkSum(head, payload)) {
      throw new StreamCorruptedException("a message was damaged on its way");
    }
    return new Frame(KINDS[kind], id, payload);
  }

  private static int checkSum(byte[] head, byte[] payload) {
    CRC32C sum = new CRC32C();
    sum.update(head, 0, CHECKED);
    sum.update(payload);
    return (int) sum.getValue();
  }
}
