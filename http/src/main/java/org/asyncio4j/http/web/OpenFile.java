package org.asyncio4j.http.web;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/// A file that is open to be sent. What the system does with it is done off the loop; this is on
/// it.
final class OpenFile implements AutoCloseable {
  private final FileChannel channel;

  /// How many bytes it had when it was opened.
  final long size;

  /// When it was changed, in nanoseconds and in seconds since 1970.
  private final long changed;

  final long changedSecond;

  /// The last reading; who is cancelled does not wait for it.
  private @Nullable Future<?> reading;

  private OpenFile(FileChannel channel, long size, BasicFileAttributes attributes) {
    this.channel = channel;
    this.size = size;
    changed = attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    changedSecond = attributes.lastModifiedTime().to(TimeUnit.SECONDS);
  }

  /// Suspends until a file is open. Cancelling leaves nothing open.
  ///
  /// @throws NoSuchFileException also when it is a folder, a pipe or the like
  static OpenFile open(Path path, Set<? extends OpenOption> options) throws IOException {
    Future<OpenFile> opening =
        Asyncio.getRunningLoop().runInExecutor(null, () -> openNow(path, options));
    boolean taken = false;
    try {
      // shielded, because to cancel is to interrupt, and nobody would have the file then
      OpenFile opened = Asyncio.await(() -> Asyncio.shield(opening), IOException.class);
      taken = true;
      return opened;
    } finally {
      if (!taken) {
        opening.addDoneCallback(OpenFile::closeUnwanted);
      }
    }
  }

  private static void closeUnwanted(Future<OpenFile> opening) {
    if (!opening.cancelled() && opening.exception() == null) {
      opening.result().close();
    }
  }

  private static OpenFile openNow(Path path, Set<? extends OpenOption> options) throws IOException {
    LinkOption[] links =
        options.contains(LinkOption.NOFOLLOW_LINKS)
            ? new LinkOption[] {LinkOption.NOFOLLOW_LINKS}
            : new LinkOption[0];
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class, links);
    if (!attributes.isRegularFile()) { // a pipe would hold the thread until somebody writes
      throw new NoSuchFileException(path.toString(), null, "is no file");
    }
    FileChannel channel = FileChannel.open(path, options);
    try {
      return new OpenFile(channel, channel.size(), attributes);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /// {@return what tells this content from what the file had before, without quotes}
  String tag() {
    return Long.toHexString(changed) + "-" + Long.toHexString(size);
  }

  FileChannel channel() {
    return channel;
  }

  /// Suspends until `count` bytes are read.
  ///
  /// @throws IOException also when the file ends before
  byte[] read(long from, int count) throws IOException {
    Future<byte[]> read = Asyncio.getRunningLoop().runInExecutor(null, () -> readNow(from, count));
    reading = read;
    // shielded, because to cancel is to interrupt, and that closes the file under a sender's feet
    return Asyncio.await(() -> Asyncio.shield(read), IOException.class);
  }

  private byte[] readNow(long from, int count) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(count);
    while (target.hasRemaining()) {
      if (channel.read(target, from + target.position()) < 0) {
        throw new IOException(
            "a file has become shorter than " + (from + count) + " bytes while it was sent");
      }
    }
    return target.array();
  }

  /// Closes it: at once, or when what is being read is.
  @Override
  public void close() {
    Future<?> read = reading;
    if (read == null || read.done()) {
      closeNow();
    } else {
      read.addDoneCallback(_ -> closeNow());
    }
  }

  private void closeNow() {
    try {
      channel.close();
    } catch (IOException e) {
      System.getLogger("org.asyncio4j.http")
          .log(System.Logger.Level.WARNING, "a file that was sent cannot be closed", e);
    }
  }
}
