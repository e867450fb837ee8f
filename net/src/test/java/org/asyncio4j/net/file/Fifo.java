package org.asyncio4j.net.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.asyncio4j.Asyncio;

/// A named pipe: a file that one can wait for as long as a test wants.
final class Fifo implements AutoCloseable {
  final Path path;

  /// Both ends, so that opening the pipe does not wait.
  private final FileChannel ends;

  private Fifo(Path path, FileChannel ends) {
    this.path = path;
    this.ends = ends;
  }

  /// A pipe that nobody has opened: whoever opens one end waits for the other.
  static Path make(Path path) throws IOException, InterruptedException {
    if (new ProcessBuilder("mkfifo", path.toString()).inheritIO().start().waitFor() != 0) {
      throw new IOException("mkfifo failed: " + path);
    }
    return path;
  }

  static Fifo open(Path path) throws IOException {
    return new Fifo(path, FileChannel.open(path, READ, WRITE));
  }

  /// Puts a little in.
  void write(String text) throws IOException {
    ends.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
  }

  /// Takes `count` bytes out. Blocks.
  byte[] drain(int count) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(count);
    while (target.hasRemaining()) {
      ends.read(target);
    }
    return target.array();
  }

  @Override
  public void close() throws IOException {
    ends.close();
  }

  /// Suspends until this process has `path` open as often as wanted. Fails by the time limit of the
  /// test.
  static void awaitOpen(Path path, long times) throws IOException {
    while (timesOpen(path) != times) {
      Asyncio.sleep(Duration.ofMillis(1));
    }
  }

  static long timesOpen(Path path) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(
              fd -> {
                try {
                  return Files.readSymbolicLink(fd).equals(path);
                } catch (IOException e) {
                  return false; // the listing's own
                }
              })
          .count();
    }
  }
}
