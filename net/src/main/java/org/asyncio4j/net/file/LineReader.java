package org.asyncio4j.net.file;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.generator.Generator;
import org.asyncio4j.net.LimitOverrunError;
import org.jspecify.annotations.Nullable;

/// The lines of a text file, a block's worth at a time, so that there is one trip to another thread
/// for many lines.
///
/// Fields are touched off the loop, by one call after another.
final class LineReader implements Closeable {
  private static final int BLOCK = 64 * 1024;

  private final Path path;
  private final int limit;
  private final ReadableByteChannel channel;
  private final CharsetDecoder decoder;
  private final ByteBuffer bytes = ByteBuffer.allocate(BLOCK).flip();
  private final CharBuffer chars = CharBuffer.allocate(BLOCK);

  /// The line that has begun.
  private final StringBuilder line = new StringBuilder();

  /// Which line that is, from 1.
  private long number = 1;

  /// Whether a `\n` would belong to the line before.
  private boolean afterCarriageReturn;

  private boolean ended;

  /// Why nothing follows after the lines that were good.
  private @Nullable IOException failure;

  private LineReader(Path path, Charset charset, int limit) throws IOException {
    this.path = path;
    this.limit = limit;
    channel = Files.newByteChannel(path);
    decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  /// Its task closes it if the loop over it does not come to its end, and so the file.
  static Generator<List<String>, ?, ?> batches(Path path, Charset charset, int limit) {
    return Generator.<List<String>, Object>of(out -> {
      try {
        LineReader reader = OffLoop.open(() -> new LineReader(path, charset, limit));
        try {
          while (true) {
            List<String> batch = OffLoop.interruptibly(reader::next);
            if (batch.isEmpty()) {
              return;
            }
            out.yield(batch);
          }
        } finally {
          OffLoop.shielded(() -> OffLoop.toItsEnd(reader::close));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  /// All lines of a file, however long.
  static List<String> readAll(Path path, Charset charset) throws IOException {
    try (LineReader reader = new LineReader(path, charset, Integer.MAX_VALUE)) {
      List<String> all = new ArrayList<>();
      for (List<String> batch = reader.next(); !batch.isEmpty(); batch = reader.next()) {
        all.addAll(batch);
      }
      return all;
    }
  }

  /// The next lines; none at the end.
  private List<String> next() throws IOException {
    List<String> lines = new ArrayList<>();
    while (lines.isEmpty() && !ended) {
      readBlock(lines);
    }
    if (lines.isEmpty() && failure != null) {
      throw failure;
    }
    return lines;
  }

  private void readBlock(List<String> lines) throws IOException {
    boolean last = channel.read(bytes.compact()) < 0;
    CoderResult result = decoder.decode(bytes.flip(), chars, last);
    if (last && result.isUnderflow()) {
      result = decoder.flush(chars);
    }
    split(lines);
    if (ended) {
      return;
    }
    if (result.isError()) {
      fail(malformed(result));
    } else if (last && result.isUnderflow()) {
      ended = true;
      if (!line.isEmpty()) {
        lines.add(line.toString());
      }
    }
  }

  private void split(List<String> lines) {
    char[] array = chars.array();
    int end = chars.position();
    chars.clear();
    int from = 0;
    for (int i = 0; i < end; i++) {
      char c = array[i];
      if (c == '\n' && afterCarriageReturn) {
        from = i + 1;
      } else if (c == '\n' || c == '\r') {
        line.append(array, from, i - from);
        if (isTooLong()) {
          return;
        }
        lines.add(line.toString());
        line.setLength(0);
        number++;
        from = i + 1;
      }
      afterCarriageReturn = c == '\r';
    }
    line.append(array, from, end - from);
    isTooLong();
  }

  private boolean isTooLong() {
    if (line.length() > limit) {
      fail(
          new LimitOverrunError(
              "line "
                  + number
                  + " of "
                  + path
                  + " is longer than the limit of "
                  + limit
                  + " characters: give a larger limit",
              line.length()));
    }
    return ended;
  }

  private IOException malformed(CoderResult result) {
    try {
      result.throwException();
      throw new AssertionError(result);
    } catch (CharacterCodingException e) {
      return new IOException(
          "line " + number + " of " + path + " is not " + decoder.charset() + ": " + e.getMessage(),
          e);
    }
  }

  private void fail(IOException why) {
    failure = why;
    ended = true;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
