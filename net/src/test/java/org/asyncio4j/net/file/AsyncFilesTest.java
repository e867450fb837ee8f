package org.asyncio4j.net.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Awaitable;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.asyncio4j.net.LimitOverrunError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class AsyncFilesTest {
  @TempDir Path folder;

  // --- as in java.nio.file.Files ---

  @Test
  void filesAreWrittenAndRead() {
    Asyncio.run(() -> {
      Path path = folder.resolve("file");
      assertThat(AsyncFiles.exists(path)).isFalse();
      assertThat(AsyncFiles.writeString(path, "één\n")).isEqualTo(path);
      AsyncFiles.write(path, List.of("zwei", "drei"), APPEND);
      AsyncFiles.write(path, "vier".getBytes(UTF_8), APPEND);
      assertThat(AsyncFiles.readString(path)).isEqualTo("één\nzwei\ndrei\nvier");
      assertThat(AsyncFiles.readAllLines(path)).containsExactly("één", "zwei", "drei", "vier");
      assertThat(AsyncFiles.readAllBytes(path)).isEqualTo(Files.readAllBytes(path));
      assertThat(AsyncFiles.size(path)).isEqualTo(Files.size(path));
      AsyncFiles.writeString(path, "é", ISO_8859_1);
      assertThat(AsyncFiles.readString(path, ISO_8859_1)).isEqualTo("é");
    });
  }

  @Test
  void foldersAreMadeAndLookedInto() {
    Asyncio.run(() -> {
      Path deep = AsyncFiles.createDirectories(folder.resolve("a/b"));
      Path other = AsyncFiles.createDirectory(folder.resolve("c"));
      Path file = AsyncFiles.writeString(deep.resolve("file"), "x");
      Path copy = AsyncFiles.copy(file, other.resolve("copy"));
      AsyncFiles.writeString(file, "y");
      AsyncFiles.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      Path moved = AsyncFiles.move(copy, folder.resolve("moved"));
      assertThat(AsyncFiles.readString(moved)).isEqualTo("y");
      assertThat(AsyncFiles.list(folder))
          .containsExactlyInAnyOrder(folder.resolve("a"), other, moved);
      assertThat(AsyncFiles.walk(folder.resolve("a")))
          .containsExactly(folder.resolve("a"), deep, file);
      AsyncFiles.delete(other);
      assertThat(AsyncFiles.deleteIfExists(moved)).isTrue();
      assertThat(AsyncFiles.deleteIfExists(moved)).isFalse();
    });
  }

  @Test
  void temporaryFilesHaveNamesOfTheirOwn() {
    Asyncio.run(() -> {
      Path file = AsyncFiles.createTempFile("asyncio", ".txt");
      Path directory = AsyncFiles.createTempDirectory("asyncio");
      assertThat(file).isEmptyFile();
      assertThat(directory).isEmptyDirectory();
      AsyncFiles.delete(file);
      AsyncFiles.delete(directory);
    });
  }

  @Test
  void failuresAreThoseOfFiles() {
    Asyncio.run(() -> {
      Path missing = folder.resolve("missing");
      assertThatThrownBy(() -> AsyncFiles.readString(missing))
          .isInstanceOf(NoSuchFileException.class)
          .hasMessageContaining("missing");
      assertThatThrownBy(() -> AsyncFiles.size(missing)).isInstanceOf(NoSuchFileException.class);
      assertThatThrownBy(() -> AsyncFiles.delete(missing)).isInstanceOf(NoSuchFileException.class);
      assertThatThrownBy(() -> AsyncFiles.lines(missing).iterator().hasNext())
          .isInstanceOf(UncheckedIOException.class)
          .hasCauseInstanceOf(NoSuchFileException.class);
      assertThatThrownBy(() -> AsyncFiles.readAllBytes(folder)).isInstanceOf(IOException.class);
      Path file = AsyncFiles.writeString(folder.resolve("file"), "x");
      assertThatThrownBy(() -> AsyncFiles.list(file)).isInstanceOf(NotDirectoryException.class);
      assertThatThrownBy(() -> AsyncFiles.delete(folder))
          .isInstanceOf(DirectoryNotEmptyException.class);
      assertThatThrownBy(() -> AsyncFiles.lines(file, UTF_8, 0))
          .isInstanceOf(IllegalArgumentException.class);
      Path malformed = AsyncFiles.write(file, new byte[] {'a', (byte) 0xff});
      assertThatThrownBy(() -> AsyncFiles.readString(malformed))
          .isInstanceOf(CharacterCodingException.class);
    });
  }

  // --- lines ---

  private static List<String> collect(Iterable<String> lines) {
    List<String> all = new ArrayList<>();
    lines.forEach(all::add);
    return all;
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16", "ISO-8859-1"})
  void linesAreThoseOfFiles(String name) {
    Charset charset = Charset.forName(name);
    String nearlyABlock = "x".repeat(65_535);
    Asyncio.run(() -> {
      for (String content :
          List.of(
              "",
              "\n",
              "\r\n",
              "a",
              "a\n",
              "a\r\nb\rc\n\nd",
              "a\r",
              "ä\r\r\nö\n",
              nearlyABlock + "\n",
              nearlyABlock + "\r\nb",
              nearlyABlock + "ü\n" + "y".repeat(200_000) + "\nend")) {
        Path path = Files.writeString(folder.resolve("file"), content, charset);
        assertThat(collect(AsyncFiles.lines(path, charset)))
            .isEqualTo(Files.readAllLines(path, charset))
            .isEqualTo(AsyncFiles.readAllLines(path, charset));
        assertThat(Fifo.timesOpen(path)).as("open afterwards").isZero();
      }
    });
  }

  @Test
  void linesCanBeGoneThroughTwice() {
    Asyncio.run(() -> {
      Iterable<String> lines = AsyncFiles.lines(Files.writeString(folder.resolve("f"), "a\nb"));
      assertThat(collect(lines)).containsExactly("a", "b");
      assertThat(collect(lines)).containsExactly("a", "b");
    });
  }

  @Test
  void aLineOverTheLimitEndsTheLoopAfterTheLinesBefore() {
    Asyncio.run(() -> {
      Path path =
          Files.writeString(folder.resolve("file"), "one\ntwo\n" + "x".repeat(11) + "\nend");
      List<String> got = new ArrayList<>();
      assertThatThrownBy(() -> AsyncFiles.lines(path, UTF_8, 10).forEach(got::add))
          .isInstanceOf(UncheckedIOException.class)
          .hasCauseInstanceOf(LimitOverrunError.class)
          .hasMessageContaining("line 3 of " + path);
      assertThat(got).containsExactly("one", "two");
      assertThat(collect(AsyncFiles.lines(path, UTF_8, 11))).hasSize(4);
      assertThat(Fifo.timesOpen(path)).isZero();
    });
  }

  @Test
  void malformedBytesEndTheLoopAfterTheLinesBefore() {
    Asyncio.run(() -> {
      byte[] bytes = "one\ntwo\nth?ee\nfour\n".getBytes(UTF_8);
      bytes[10] = (byte) 0xff;
      Path path = Files.write(folder.resolve("file"), bytes);
      List<String> got = new ArrayList<>();
      assertThatThrownBy(() -> AsyncFiles.lines(path).forEach(got::add))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("line 3 of " + path + " is not UTF-8")
          .hasRootCauseInstanceOf(CharacterCodingException.class);
      assertThat(got).containsExactly("one", "two");
      Path cut = Files.write(folder.resolve("cut"), new byte[] {'a', '\n', (byte) 0xc3});
      assertThatThrownBy(() -> AsyncFiles.lines(cut).forEach(got::add))
          .isInstanceOf(UncheckedIOException.class);
      assertThat(collect(AsyncFiles.lines(Files.writeString(cut, "é", UTF_16), UTF_16)))
          .containsExactly("é");
    });
  }

  @Test
  void linesComeWhileTheRestIsStillToBeWritten() {
    Asyncio.run(() -> {
      Path path = Fifo.make(folder.resolve("pipe"));
      List<String> got = new ArrayList<>();
      Task<?> reading = Asyncio.createTask(() -> AsyncFiles.lines(path).forEach(got::add));
      try (Fifo writer = Fifo.open(path)) {
        writer.write("one\ntwo");
        while (got.isEmpty()) {
          Asyncio.sleep(Duration.ofMillis(1));
        }
        assertThat(got).containsExactly("one");
      }
      reading.await();
      assertThat(got).containsExactly("one", "two");
      assertThat(Fifo.timesOpen(path)).isZero();
    });
  }

  @Test
  void aLoopLeftEarlyClosesTheFileWithItsTask() {
    Asyncio.run(() -> {
      Path path = Files.writeString(folder.resolve("file"), "a\n".repeat(100_000));
      Task<Long> task =
          Asyncio.createTask(() -> {
            for (String line : AsyncFiles.lines(path)) {
              assertThat(line).isEqualTo("a");
              break;
            }
            return Fifo.timesOpen(path);
          });
      assertThat(task.await()).isEqualTo(1);
      assertThat(Fifo.timesOpen(path)).isZero();
    });
  }

  @Test
  void aCancelledLoopClosesTheFile() {
    Asyncio.run(() -> {
      Path path = Fifo.make(folder.resolve("pipe"));
      try (Fifo writer = Fifo.open(path)) {
        List<String> got = new ArrayList<>();
        Task<?> reading = Asyncio.createTask(() -> AsyncFiles.lines(path).forEach(got::add));
        writer.write("one\n");
        Fifo.awaitOpen(path, 2);
        while (got.isEmpty()) {
          Asyncio.sleep(Duration.ofMillis(1));
        }
        reading.cancel(); // it waits for more
        assertThatThrownBy(reading::await).isInstanceOf(CancelledError.class);
        assertThat(Fifo.timesOpen(path)).as("the writer's own").isEqualTo(1);
      }
    });
  }

  // --- beside a loop that goes on ---

  @Test
  void theLoopGoesOnWhileAReadWaits() {
    Asyncio.run(() -> {
      Path path = Fifo.make(folder.resolve("pipe"));
      Task<String> reading = Asyncio.createTask(() -> AsyncFiles.readString(path));
      try (Fifo writer = Fifo.open(path)) {
        writer.write("a little");
        Fifo.awaitOpen(path, 2);
        for (int beat = 0; beat < 20; beat++) {
          Asyncio.sleep(Duration.ofMillis(1));
        }
        assertThat(reading.done()).isFalse();
      }
      assertThat(reading.await()).isEqualTo("a little");
    });
  }

  @Test
  void aCancelledReadEndsAtOnceAndLeavesNothingOpen() {
    Asyncio.run(() -> {
      Path path = Fifo.make(folder.resolve("pipe"));
      try (Fifo writer = Fifo.open(path)) {
        writer.write("no end");
        Task<byte[]> reading = Asyncio.createTask(() -> AsyncFiles.readAllBytes(path));
        Fifo.awaitOpen(path, 2);
        reading.cancel();
        assertThatThrownBy(reading::await).isInstanceOf(CancelledError.class);
        Fifo.awaitOpen(path, 1);
      }
    });
  }

  @Test
  void aCancelledWriteIsDoneWhole() {
    int size = 1_000_000; // a pipe holds much less
    Asyncio.run(() -> {
      Path path = Fifo.make(folder.resolve("pipe"));
      try (Fifo reader = Fifo.open(path)) {
        boolean[] returned = new boolean[1];
        Task<?> writing =
            Asyncio.createTask(() -> {
              AsyncFiles.write(path, new byte[size]);
              returned[0] = true;
              AsyncFiles.write(folder.resolve("never"), new byte[1]);
            });
        Fifo.awaitOpen(path, 2);
        writing.cancel();
        Asyncio.checkpoint();
        assertThat(writing.done()).isFalse();
        assertThat(Asyncio.toThread(() -> reader.drain(size))).hasSize(size);
        assertThatThrownBy(writing::await).isInstanceOf(CancelledError.class);
        assertThat(returned[0]).isTrue();
        assertThat(folder.resolve("never")).doesNotExist();
      }
    });
  }

  @Test
  void aThousandReadsAtOnceUseFewThreads() {
    Asyncio.run(() -> {
      Path path = AsyncFiles.writeString(folder.resolve("file"), "small");
      List<Awaitable<String>> reads = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        reads.add(() -> AsyncFiles.readString(path));
      }
      assertThat(Asyncio.gather(reads)).hasSize(1000).containsOnly("small");
      assertThat(OffLoop.THREADS.getLargestPoolSize()).isBetween(1, 2 * OffLoop.MOST);
      assertThat(Fifo.timesOpen(path)).isZero();
    });
  }
}
