package org.asyncio4j.net.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.Charset;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.stream.Stream;

/// What is most used of [java.nio.file.Files], without holding up the loop (anyio's `Path`). Each
/// method does what the one of that name does there, takes and throws the same, and suspends while
/// a thread off the loop does it. For all others there is `toThread(() -> Files.getOwner(path))`.
///
/// **Cancellation.** What only reads is interrupted and given up at once. What changes something is
/// done whole or not at all: cancelled before it has begun, it does nothing; once it has begun it
/// is waited for, and the cancellation is thrown at the next await.
///
/// At most 40 calls of a loop run at a time; the others wait for their turn.
public final class AsyncFiles {
  private AsyncFiles() {}

  // --- reading ---

  /// {@return all bytes of a file}
  ///
  /// @param path which file
  /// @throws IOException when it cannot be read
  public static byte[] readAllBytes(Path path) throws IOException {
    Objects.requireNonNull(path, "path");
    return OffLoop.interruptibly(() -> readInterruptibly(path));
  }

  /// {@return all of a file as text in UTF-8}
  ///
  /// @param path which file
  /// @throws IOException when it cannot be read or is not UTF-8
  public static String readString(Path path) throws IOException {
    return readString(path, UTF_8);
  }

  /// {@return all of a file as text}
  ///
  /// @param path which file
  /// @param charset of the text
  /// @throws IOException when it cannot be read or has bytes that are not of the charset
  public static String readString(Path path, Charset charset) throws IOException {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(charset, "charset");
    return OffLoop.interruptibly(() -> {
      byte[] bytes = readInterruptibly(path);
      return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    });
  }

  /// [Files#readAllBytes] has its channel ignore interrupts.
  private static byte[] readInterruptibly(Path path) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(path)) {
      return Bytes.read((target, _) -> channel.read(target), channel.size(), Bytes.LONGEST);
    }
  }

  /// {@return all lines of a file in UTF-8, without what separates them}
  ///
  /// @param path which file
  /// @throws IOException when it cannot be read or is not UTF-8
  public static List<String> readAllLines(Path path) throws IOException {
    return readAllLines(path, UTF_8);
  }

  /// {@return all lines of a file, without what separates them}
  ///
  /// @param path which file
  /// @param charset of the text
  /// @throws IOException when it cannot be read or has bytes that are not of the charset
  public static List<String> readAllLines(Path path, Charset charset) throws IOException {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(charset, "charset");
    return OffLoop.interruptibly(() -> LineReader.readAll(path, charset));
  }

  /// {@return the lines of a file in UTF-8} As [#lines(Path, Charset, int)], of at most 1 Mi
  /// characters each.
  ///
  /// @param path which file
  public static Iterable<String> lines(Path path) {
    return lines(path, UTF_8);
  }

  /// {@return the lines of a file} As [#lines(Path, Charset, int)], of at most 1 Mi characters
  /// each.
  ///
  /// @param path which file
  /// @param charset of the text
  public static Iterable<String> lines(Path path, Charset charset) {
    return lines(path, charset, AsyncFile.DEFAULT_LINE_LIMIT);
  }

  /// {@return the lines of a file, for `for` loops} They end with `\n`, `\r\n` or `\r`, which is
  /// not part of them. The loop suspends now and then, to read on; it never holds more than one
  /// long line and 64 KiB.
  ///
  /// Each loop opens the file, and closes it at its end. One that is left early, by `break` or an
  /// exception, leaves it open until its task ends.
  ///
  /// Failures are thrown by the loop as `UncheckedIOException`s, after the lines before: when the
  /// file cannot be read, when it has bytes that are not of the charset, and, with a
  /// [org.asyncio4j.net.LimitOverrunError] as the cause, when a line is too long.
  ///
  /// @param path which file
  /// @param charset of the text
  /// @param limit how many characters a line has at most
  public static Iterable<String> lines(Path path, Charset charset, int limit) {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(charset, "charset");
    AsyncFile.checkLimit(limit);
    return () -> {
      Iterator<List<String>> batches = LineReader.batches(path, charset, limit).iterator();
      Queue<String> batch = new ArrayDeque<>();
      return new Lines<>(() -> {
        if (batch.isEmpty() && batches.hasNext()) {
          batch.addAll(batches.next());
        }
        return batch.poll();
      });
    };
  }

  // --- writing ---

  /// Writes a file. Suspends until all is written.
  ///
  /// @param path which file
  /// @param bytes what it is to have; not copied: leave it alone until this returns
  /// @param options none to replace what is there, or make it
  /// @return `path`
  /// @throws IOException when it cannot be written
  public static Path write(Path path, byte[] bytes, OpenOption... options) throws IOException {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(bytes, "bytes");
    return OffLoop.toItsEnd(() -> Files.write(path, bytes, options));
  }

  /// Writes lines, each with the system's line separator. Suspends until all is written.
  ///
  /// @param path which file
  /// @param lines is gone through on another thread
  /// @param options none to replace what is there, or make it
  /// @return `path`
  /// @throws IOException when it cannot be written
  public static Path write(Path path, Iterable<? extends CharSequence> lines, OpenOption... options)
      throws IOException {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(lines, "lines");
    return OffLoop.toItsEnd(() -> Files.write(path, lines, options));
  }

  /// Writes text in UTF-8. Suspends until all is written.
  ///
  /// @param path which file
  /// @param text what it is to have
  /// @param options none to replace what is there, or make it
  /// @return `path`
  /// @throws IOException when it cannot be written
  public static Path writeString(Path path, CharSequence text, OpenOption... options)
      throws IOException {
    return writeString(path, text, UTF_8, options);
  }

  /// Writes text. Suspends until all is written.
  ///
  /// @param path which file
  /// @param text what it is to have
  /// @param charset how it is encoded
  /// @param options none to replace what is there, or make it
  /// @return `path`
  /// @throws IOException when it cannot be written or encoded
  public static Path writeString(
      Path path, CharSequence text, Charset charset, OpenOption... options) throws IOException {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(charset, "charset");
    String whole = text.toString();
    return OffLoop.toItsEnd(() -> Files.writeString(path, whole, charset, options));
  }

  // --- files and folders ---

  /// Copies a file, or an empty folder. Suspends until that is done.
  ///
  /// @param source what
  /// @param target where to
  /// @param options such as `REPLACE_EXISTING`
  /// @return `target`
  /// @throws IOException when it cannot be copied
  public static Path copy(Path source, Path target, CopyOption... options) throws IOException {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(target, "target");
    return OffLoop.toItsEnd(() -> Files.copy(source, target, options));
  }

  /// Moves or renames. Suspends until that is done.
  ///
  /// @param source what
  /// @param target where to
  /// @param options such as `ATOMIC_MOVE`
  /// @return `target`
  /// @throws IOException when it cannot be moved
  public static Path move(Path source, Path target, CopyOption... options) throws IOException {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(target, "target");
    return OffLoop.toItsEnd(() -> Files.move(source, target, options));
  }

  /// Deletes a file, or an empty folder. Suspends until that is done.
  ///
  /// @param path what
  /// @throws IOException when it is not there or cannot be deleted
  public static void delete(Path path) throws IOException {
    Objects.requireNonNull(path, "path");
    OffLoop.toItsEnd(() -> Files.delete(path));
  }

  /// As [#delete], if it is there.
  ///
  /// @param path what
  /// @return whether it was there
  /// @throws IOException when it cannot be deleted
  public static boolean deleteIfExists(Path path) throws IOException {
    Objects.requireNonNull(path, "path");
    return OffLoop.toItsEnd(() -> Files.deleteIfExists(path));
  }

  /// Makes a folder. Suspends until that is done.
  ///
  /// @param path the new folder
  /// @param attributes such as permissions
  /// @return `path`
  /// @throws IOException when there is one already or it cannot be made
  public static Path createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
    Objects.requireNonNull(path, "path");
    return OffLoop.toItsEnd(() -> Files.createDirectory(path, attributes));
  }

  /// Makes a folder and those above it, as far as they are missing. Suspends until that is done.
  ///
  /// @param path the folder
  /// @param attributes such as permissions
  /// @return `path`
  /// @throws IOException when one of them is a file or cannot be made
  public static Path createDirectories(Path path, FileAttribute<?>... attributes)
      throws IOException {
    Objects.requireNonNull(path, "path");
    return OffLoop.toItsEnd(() -> Files.createDirectories(path, attributes));
  }

  /// Makes an empty file with a name of its own in the folder for temporary files, which the caller
  /// deletes. Suspends until that is done.
  ///
  /// @param prefix how the name begins
  /// @param suffix how it ends
  /// @return the file
  /// @throws IOException when it cannot be made
  public static Path createTempFile(String prefix, String suffix) throws IOException {
    Objects.requireNonNull(prefix, "prefix");
    Objects.requireNonNull(suffix, "suffix");
    return OffLoop.toItsEnd(() -> Files.createTempFile(prefix, suffix));
  }

  /// Makes a folder with a name of its own in the folder for temporary files, which the caller
  /// deletes. Suspends until that is done.
  ///
  /// @param prefix how the name begins
  /// @return the folder
  /// @throws IOException when it cannot be made
  public static Path createTempDirectory(String prefix) throws IOException {
    Objects.requireNonNull(prefix, "prefix");
    return OffLoop.toItsEnd(() -> Files.createTempDirectory(prefix));
  }

  // --- asking ---

  /// {@return what is in a folder, in no order}
  ///
  /// @param folder which
  /// @throws IOException when it is none or cannot be read
  public static List<Path> list(Path folder) throws IOException {
    Objects.requireNonNull(folder, "folder");
    return OffLoop.interruptibly(() -> {
      try (Stream<Path> paths = Files.list(folder)) {
        return all(paths);
      }
    });
  }

  /// {@return a folder, what is in it, what is in the folders there, and so on} Links are not
  /// followed.
  ///
  /// @param start which folder
  /// @throws IOException when one of them cannot be read
  public static List<Path> walk(Path start) throws IOException {
    Objects.requireNonNull(start, "start");
    return OffLoop.interruptibly(() -> {
      try (Stream<Path> paths = Files.walk(start)) {
        return all(paths);
      }
    });
  }

  private static List<Path> all(Stream<Path> paths) throws IOException {
    try {
      return paths.toList();
    } catch (UncheckedIOException e) { // a folder that cannot be read on the way
      throw e.getCause();
    }
  }

  /// {@return whether there is a file or folder}
  ///
  /// @param path which
  /// @param options `NOFOLLOW_LINKS`, or none
  public static boolean exists(Path path, LinkOption... options) {
    Objects.requireNonNull(path, "path");
    try {
      return OffLoop.interruptibly(() -> Files.exists(path, options));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // exists() throws none
    }
  }

  /// {@return how many bytes a file has}
  ///
  /// @param path which
  /// @throws IOException when it is not there
  public static long size(Path path) throws IOException {
    Objects.requireNonNull(path, "path");
    return OffLoop.interruptibly(() -> Files.size(path));
  }
}
