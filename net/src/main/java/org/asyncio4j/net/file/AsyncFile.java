package org.asyncio4j.net.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.net.IncompleteReadError;
import org.asyncio4j.net.LimitOverrunError;
import org.asyncio4j.sync.Lock;

/// An open file, read and written from a position that moves on (anyio's `AsyncFile`, Python's file
/// object). It reads as a [org.asyncio4j.net.StreamReader] does.
///
/// **Waiting.** Every method that reads or writes suspends while a thread off the loop does it.
/// Several tasks may use the file: their calls are made one after another, in the order in which
/// they came. `readLine` and small reads take what a larger read has brought, without a wait.
///
/// **Cancellation.** A call that is cancelled before it is made does nothing. One that is being
/// made is waited for, and has its result; the cancellation is thrown at the next await. So nothing
/// is read or written behind the program's back, no position is in doubt, and the file stays open.
///
/// **Failures.** A read that fails has taken nothing. A write that fails has moved the position
/// past what it has written.
///
/// For files with positions. A pipe or terminal has none, and is refused: it is a stream.
///
/// Thread rule: the loop's that opened it. Not in callbacks, which cannot suspend.
public final class AsyncFile implements AutoCloseable {
  /// How many bytes a line has at most where no limit is given: 1 MiB.
  public static final int DEFAULT_LINE_LIMIT = 1024 * 1024;

  /// How much is read ahead for lines and small reads.
  private static final int AHEAD = 64 * 1024;

  private final EventLoop loop = Asyncio.getRunningLoop();
  private final Path path;
  private final FileChannel channel;
  private final boolean readable;
  private final boolean writable;
  private final boolean appends;
  private final Lock turn = Lock.create();

  /// Where the next byte is read or written. With the turn only, as what was read ahead.
  private long position;

  private final ReadAhead ahead = new ReadAhead();

  AsyncFile(Path path, FileChannel channel, Set<? extends OpenOption> options, long position) {
    this.path = path;
    this.channel = channel;
    this.position = position;
    appends = options.contains(StandardOpenOption.APPEND);
    writable = appends || options.contains(StandardOpenOption.WRITE);
    readable = !writable || options.contains(StandardOpenOption.READ);
  }

  // --- opening ---

  /// Suspends until the file is open. Cancelling leaves nothing open; where the options make a
  /// file, it may have been made.
  ///
  /// @param path which file
  /// @param options as for [FileChannel#open(Path, OpenOption...)]; none for reading
  /// @return the file, which the caller closes
  /// @throws IOException when it cannot be opened, is a folder, or has no positions
  public static AsyncFile open(Path path, OpenOption... options) throws IOException {
    return open(path, Set.of(options));
  }

  /// As [#open(Path, OpenOption...)], with attributes for a file that is made.
  ///
  /// @param path which file
  /// @param options as there
  /// @param attributes such as permissions
  /// @return the file, which the caller closes
  /// @throws IOException as there
  public static AsyncFile open(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    Objects.requireNonNull(path, "path");
    Set<? extends OpenOption> wanted = Set.copyOf(options);
    List<FileAttribute<?>> given = List.of(attributes);
    long[] position = new long[1];
    FileChannel channel =
        OffLoop.open(() -> {
          if (Files.isDirectory(path)) {
            throw new FileSystemException(
                path.toString(), null, "is a folder: see AsyncFiles.list");
          }
          FileChannel opened =
              FileChannel.open(path, wanted, given.toArray(FileAttribute<?>[]::new));
          position[0] = startOf(opened, path);
          return opened;
        });
    return new AsyncFile(path, channel, wanted, position[0]);
  }

  private static long startOf(FileChannel opened, Path path) throws IOException {
    try {
      return opened.position();
    } catch (IOException e) {
      opened.close();
      FileSystemException why =
          new FileSystemException(
              path.toString(),
              null,
              "has no positions: read it with Streams.connectReadPipe(Files.newInputStream(path))");
      why.initCause(e);
      throw why;
    }
  }

  // --- reading ---

  /// Reads to the end.
  ///
  /// @return all bytes from the position on
  /// @throws IOException when reading fails
  public byte[] read() throws IOException {
    return reading(() -> {
      ahead.forget();
      return take(Bytes.LONGEST);
    });
  }

  /// Reads up to `max` bytes.
  ///
  /// @param max how many at most
  /// @return the bytes: fewer only at the end of the file, none behind it
  /// @throws IOException when reading fails
  public byte[] read(int max) throws IOException {
    checkCount(max);
    return reading(() -> take(max));
  }

  /// As [#read(int)], into a buffer of the caller's.
  ///
  /// @param target is filled from its position on; leave it alone until this returns
  /// @return how many bytes; -1 at the end of the file
  /// @throws IOException when reading fails
  public int read(ByteBuffer target) throws IOException {
    Objects.requireNonNull(target, "target");
    return reading(() -> {
      byte[] taken = take(target.remaining());
      boolean ended = taken.length == 0 && target.hasRemaining();
      target.put(taken);
      return ended ? -1 : taken.length;
    });
  }

  /// Reads `count` bytes.
  ///
  /// @param count how many
  /// @return the bytes
  /// @throws IncompleteReadError when the file ends before; it has what was there
  /// @throws IOException when reading fails
  public byte[] readExactly(int count) throws IOException {
    byte[] taken = read(count);
    if (taken.length < count) {
      throw new IncompleteReadError(taken, count);
    }
    return taken;
  }

  /// Reads a line of at most [#DEFAULT_LINE_LIMIT] bytes.
  ///
  /// @return the line with its `\n`, which the last one may lack; empty at the end of the file
  /// @throws LimitOverrunError when it is longer; nothing of it is taken
  /// @throws IOException when reading fails
  public byte[] readLine() throws IOException {
    return readLine(DEFAULT_LINE_LIMIT);
  }

  /// Reads a line.
  ///
  /// @param limit how many bytes it has at most, its `\n` not counted
  /// @return the line with its `\n`, which the last one may lack; empty at the end of the file
  /// @throws LimitOverrunError when it is longer; nothing of it is taken
  /// @throws IOException when reading fails
  public byte[] readLine(int limit) throws IOException {
    checkLimit(limit);
    return reading(() -> takeLine(limit));
  }

  /// As [#readLine()], as text.
  ///
  /// @param charset of the text, with `\n` as one byte: not UTF-16; what is malformed is replaced
  /// @return the line with its `\n`; empty at the end of the file
  /// @throws IOException as there
  public String readLine(Charset charset) throws IOException {
    Objects.requireNonNull(charset, "charset");
    return new String(readLine(), charset);
  }

  /// {@return the lines from the position on, each with its `\n`, for one `for` loop, which
  /// suspends} A failure is thrown as an `UncheckedIOException`.
  public Iterable<byte[]> lines() {
    return () ->
        new Lines<>(() -> {
          byte[] line = readLine();
          return line.length == 0 ? null : line;
        });
  }

  private byte[] take(int max) throws IOException {
    if (max < AHEAD && max > ahead.size()) {
      readAhead();
    }
    int first = Math.min(max, ahead.size());
    if (max < AHEAD || max == first) {
      return takeAhead(first);
    }
    long from = position + first;
    byte[] rest = OffLoop.toItsEnd(() -> fetch(from, max - first));
    byte[] all = ReadAhead.join(takeAhead(first), rest);
    position += rest.length;
    return all;
  }

  private byte[] takeLine(int limit) throws IOException {
    int searched = 0;
    while (true) {
      int length = ahead.find((byte) '\n', searched);
      searched = ahead.size();
      if (length > limit || (length < 0 && searched > limit)) {
        throw overrun(limit, Math.max(length, limit));
      }
      if (length >= 0) {
        return takeAhead(length + 1);
      }
      if (!readAhead()) {
        return takeAhead(searched);
      }
    }
  }

  private LimitOverrunError overrun(int limit, int known) {
    return new LimitOverrunError(
        "the line at position "
            + position
            + " of "
            + path
            + " is longer than the limit of "
            + limit
            + " bytes: give readLine a larger limit, or read in pieces",
        known);
  }

  /// Has more behind what was read ahead. {@return whether there is more}
  private boolean readAhead() throws IOException {
    int before = ahead.size();
    long from = position + before;
    int most = Math.max(AHEAD, before); // so that a long line is not moved too often
    byte[] more = OffLoop.toItsEnd(() -> fetch(from, most));
    ahead.add(more);
    return more.length > 0;
  }

  private byte[] takeAhead(int count) {
    byte[] taken = ahead.take(count);
    position += count;
    return taken;
  }

  /// Up to `most` bytes, fewer only at the end of the file. Off the loop.
  private byte[] fetch(long from, int most) throws IOException {
    return Bytes.read(
        (target, count) -> channel.read(target, from + count),
        Math.max(0, channel.size() - from),
        most);
  }

  // --- writing ---

  /// Writes all of `data`; in a file opened with `APPEND` behind its end, else at the position.
  ///
  /// @param data is not copied: leave it alone until this returns
  /// @throws IOException when writing fails
  public void write(byte[] data) throws IOException {
    write(ByteBuffer.wrap(data));
  }

  /// As [#write(byte\[\])].
  ///
  /// @param data what remains of it is taken
  /// @throws IOException when writing fails
  public void write(ByteBuffer data) throws IOException {
    Objects.requireNonNull(data, "data");
    writing(() -> {
      ahead.forget();
      int before = data.position();
      long[] end = {position};
      try {
        OffLoop.toItsEnd(() -> end[0] = writeAll(data, end[0]));
      } finally {
        position = appends ? end[0] : position + data.position() - before;
      }
      return true;
    });
  }

  /// As [#write(byte\[\])].
  ///
  /// @param text what to write
  /// @param charset how it is encoded; what cannot be is replaced
  /// @throws IOException when writing fails
  public void write(CharSequence text, Charset charset) throws IOException {
    write(text.toString().getBytes(charset));
  }

  /// As [#write(CharSequence, Charset)], in UTF-8.
  ///
  /// @param text what to write
  /// @throws IOException when writing fails
  public void write(CharSequence text) throws IOException {
    write(text, UTF_8);
  }

  /// Off the loop. {@return the position behind it}
  private long writeAll(ByteBuffer data, long from) throws IOException {
    long at = from;
    int end = data.limit();
    try {
      while (data.position() < end) {
        data.limit(Math.min(end, data.position() + Bytes.PIECE));
        at += appends ? channel.write(data) : channel.write(data, at);
      }
    } finally {
      data.limit(end);
    }
    return appends ? channel.position() : at;
  }

  // --- the position and the size ---

  /// {@return where the next byte is read or written} In a file opened with `APPEND`: the end,
  /// after the last write.
  public long position() {
    checkLoop();
    return position;
  }

  /// Has the next read or write begin elsewhere.
  ///
  /// @param position in bytes from the start; may be behind the end
  /// @throws IOException when the file is closed
  public void seek(long position) throws IOException {
    checkPosition(position);
    inTurn(() -> {
      ahead.forget();
      this.position = position;
      return true;
    });
  }

  /// {@return how many bytes the file has}
  ///
  /// @throws IOException when that cannot be known
  public long size() throws IOException {
    return inTurn(() -> OffLoop.toItsEnd(channel::size));
  }

  /// Cuts the file off; does nothing if it is shorter. A position behind the new end moves there.
  ///
  /// @param size how many bytes are left
  /// @throws IOException when it cannot be cut
  public void truncate(long size) throws IOException {
    checkPosition(size);
    writing(() -> {
      ahead.forget();
      var _ = OffLoop.toItsEnd(() -> channel.truncate(size));
      position = Math.min(position, size);
      return true;
    });
  }

  /// Suspends until what was written is on the disk (Python's `os.fsync`).
  ///
  /// @throws IOException when the disk refuses it
  public void force() throws IOException {
    inTurn(() -> {
      OffLoop.toItsEnd(() -> channel.force(true));
      return true;
    });
  }

  // --- the end ---

  /// Suspends until the calls that were made before have ended, and closes the file. Cannot be
  /// cancelled. Does nothing the second time.
  @Override
  public void close() throws IOException {
    if (loop.isClosed()) {
      channel.close();
      return;
    }
    checkLoop();
    if (channel.isOpen()) {
      OffLoop.shielded(() -> {
        turn.acquire();
        try {
          OffLoop.toItsEnd(channel::close);
        } finally {
          turn.release();
        }
      });
    }
  }

  /// {@return whether it was not closed}
  public boolean isOpen() {
    return channel.isOpen();
  }

  /// {@return which file it is}
  public Path path() {
    return path;
  }

  @Override
  public String toString() {
    return "<AsyncFile " + path + (isOpen() ? " position=" + position : " closed") + ">";
  }

  // --- taking turns ---

  /// One call.
  private interface Call<T> {
    T make() throws IOException;
  }

  private <T> T reading(Call<T> call) throws IOException {
    if (!readable) {
      throw new IllegalStateException(
          path + " was opened for writing only: open it with StandardOpenOption.READ too");
    }
    return inTurn(call);
  }

  private <T> T writing(Call<T> call) throws IOException {
    if (!writable) {
      throw new IllegalStateException(
          path + " was opened for reading only: open it with StandardOpenOption.WRITE too");
    }
    return inTurn(call);
  }

  /// Suspends until it is the caller's turn, and makes `call`.
  private <T> T inTurn(Call<T> call) throws IOException {
    checkLoop();
    turn.acquire();
    try {
      if (!channel.isOpen()) {
        throw new IOException("the file is closed: " + path);
      }
      return call.make();
    } finally {
      turn.release();
    }
  }

  private void checkLoop() {
    if (Asyncio.getRunningLoop() != loop) {
      throw new IllegalStateException(
          this + " was opened in another event loop, " + loop + ": open it in each");
    }
  }

  private static void checkCount(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("cannot read " + count + " bytes: give 0 or more");
    }
  }

  static void checkLimit(int limit) {
    if (limit <= 0) {
      throw new IllegalArgumentException(
          "the limit of a line cannot be " + limit + ": give 1 or more");
    }
  }

  private static void checkPosition(long position) {
    if (position < 0) {
      throw new IllegalArgumentException(
          "there is no position " + position + " in a file: give 0 or more");
    }
  }
}
