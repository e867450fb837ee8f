package org.asyncio4j.net.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Awaitable;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Future;
import org.asyncio4j.Task;
import org.asyncio4j.net.IncompleteReadError;
import org.asyncio4j.net.LimitOverrunError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class AsyncFileTest {
  @TempDir Path folder;

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("file"), content);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  interface SlowBody {
    void run(AsyncFile file, SlowChannel disk) throws Exception;
  }

  /// Runs `body` with a file on a slow disk, open for reading and writing.
  private void withSlowFile(String content, SlowBody body) {
    Asyncio.run(() -> {
      Path path = file(content);
      SlowChannel disk = new SlowChannel(FileChannel.open(path, READ, WRITE));
      try (AsyncFile file = new AsyncFile(path, disk, Set.of(READ, WRITE), 0)) {
        body.run(file, disk);
      }
    });
  }

  // --- reading and writing ---

  @Test
  void readingMovesThePositionOn() {
    Asyncio.run(() -> {
      try (AsyncFile file = AsyncFile.open(file("hello\nworld\nno end"))) {
        assertThat(text(file.read(2))).isEqualTo("he");
        assertThat(file.read(0)).isEmpty();
        assertThat(text(file.readLine())).isEqualTo("llo\n");
        assertThat(file.position()).isEqualTo(6);
        assertThat(text(file.readExactly(3))).isEqualTo("wor");
        assertThat(file.readLine(UTF_8)).isEqualTo("ld\n");
        assertThat(text(file.read())).isEqualTo("no end");
        assertThat(file.read(5)).isEmpty();
        assertThat(file.read()).isEmpty();
        assertThat(file.readLine()).isEmpty();
        file.seek(4);
        assertThat(text(file.read(4))).isEqualTo("o\nwo");
        file.seek(100);
        assertThat(file.read(1)).isEmpty();
      }
    });
  }

  @Test
  void readFillsABuffer() {
    Asyncio.run(() -> {
      try (AsyncFile file = AsyncFile.open(file("abc"))) {
        ByteBuffer target = ByteBuffer.allocateDirect(2);
        assertThat(file.read(target)).isEqualTo(2);
        assertThat(file.read(target)).isZero();
        assertThat(file.read(target.flip())).isEqualTo(1);
        assertThat(file.read(target)).isEqualTo(-1);
        assertThat(target.get(0)).isEqualTo((byte) 'c');
      }
    });
  }

  @Test
  void linesKeepTheirEnds() {
    Asyncio.run(() -> {
      try (AsyncFile file = AsyncFile.open(file("a\r\nb\n\nc"))) {
        List<String> lines = new ArrayList<>();
        file.lines().forEach(line -> lines.add(text(line)));
        assertThat(lines).containsExactly("a\r\n", "b\n", "\n", "c");
      }
    });
  }

  @Test
  void malformedTextIsReplacedInALine() {
    Asyncio.run(() -> {
      Path path = Files.write(folder.resolve("file"), new byte[] {'a', (byte) 0xff, '\n'});
      try (AsyncFile file = AsyncFile.open(path)) {
        assertThat(file.readLine(UTF_8)).isEqualTo("a\ufffd\n");
      }
    });
  }

  @Test
  void readExactlySaysWhatWasThere() {
    Asyncio.run(() -> {
      try (AsyncFile file = AsyncFile.open(file("abc"))) {
        IncompleteReadError e =
            catchThrowableOfType(IncompleteReadError.class, () -> file.readExactly(5));
        assertThat(text(e.partial())).isEqualTo("abc");
        assertThat(e.expected()).isEqualTo(5);
      }
    });
  }

  @Test
  void aLineOverTheLimitIsRefusedAndNothingIsTaken() {
    Asyncio.run(() -> {
      String longLine = "x".repeat(200_000) + "\n";
      try (AsyncFile file = AsyncFile.open(file("ok\n" + longLine + "end"))) {
        assertThat(text(file.readLine(2))).isEqualTo("ok\n");
        assertThatThrownBy(() -> file.readLine(199_999))
            .isInstanceOf(LimitOverrunError.class)
            .hasMessageContaining("position 3 of " + file.path())
            .hasMessageContaining("199999");
        assertThatThrownBy(() -> file.readLine(10)).isInstanceOf(LimitOverrunError.class);
        assertThat(file.position()).isEqualTo(3);
        assertThat(text(file.readLine(200_000))).isEqualTo(longLine);
        assertThat(text(file.readLine(3))).isEqualTo("end");
      }
    });
  }

  @Test
  void whatIsWrittenIsReadWhateverWasReadAheadBefore() {
    Asyncio.run(() -> {
      try (AsyncFile file = AsyncFile.open(file("one\ntwo\nthree\n"), READ, WRITE)) {
        assertThat(text(file.readLine())).isEqualTo("one\n");
        file.write("TWO");
        assertThat(text(file.read())).isEqualTo("\nthree\n");
        file.write(ByteBuffer.wrap("end".getBytes(UTF_8)));
        assertThat(file.size()).isEqualTo(17);
        file.truncate(5);
        assertThat(file.position()).isEqualTo(5);
        file.force();
        file.seek(0);
        assertThat(text(file.read())).isEqualTo("one\nT");
      }
    });
  }

  @Test
  void appendingGoesBehindTheEnd() {
    Asyncio.run(() -> {
      Path path = file("abc");
      try (AsyncFile file = AsyncFile.open(path, APPEND)) {
        assertThat(file.position()).isEqualTo(3);
        file.seek(0);
        file.write("de");
        assertThat(file.position()).isEqualTo(5);
        AsyncFiles.writeString(path, "f", APPEND);
        file.write("g");
        assertThat(file.position()).isEqualTo(7);
      }
      assertThat(AsyncFiles.readString(path)).isEqualTo("abcdefg");
    });
  }

  @Test
  void aFileThatSaysItIsEmptyIsReadToItsEnd() {
    Asyncio.run(() -> {
      try (AsyncFile file = AsyncFile.open(Path.of("/proc/self/status"))) {
        assertThat(file.size()).isZero();
        assertThat(text(file.readLine())).startsWith("Name:");
        assertThat(text(file.read())).contains("Threads:").endsWith("\n");
      }
    });
  }

  /// The model is an array and an index.
  @Test
  void randomReadsAndWritesAreThoseOfAnArray() {
    Random random = new Random(5);
    byte[] content = new byte[300_000];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (random.nextInt(i < 150_000 ? 50 : 70_000) == 0 ? '\n' : 'a' + i % 26);
    }
    Asyncio.run(() -> {
      Path path = Files.write(folder.resolve("file"), content);
      try (AsyncFile file = AsyncFile.open(path, READ, WRITE)) {
        int at = 0;
        for (int i = 0; i < 500; i++) {
          int count = random.nextInt(random.nextBoolean() ? 100 : 150_000);
          switch (random.nextInt(5)) {
            case 0 -> {
              at = random.nextInt(content.length);
              file.seek(at);
            }
            case 1 -> {
              count = Math.min(count, content.length - at);
              Arrays.fill(content, at, at + count, (byte) ('A' + i % 26));
              file.write(Arrays.copyOfRange(content, at, at + count));
              at += count;
            }
            case 2 -> {
              int end = Math.min(at + count, content.length);
              assertThat(file.read(count)).isEqualTo(Arrays.copyOfRange(content, at, end));
              at = end;
            }
            default -> {
              int end = at;
              while (end < content.length && content[end++] != '\n') {}
              assertThat(file.readLine()).isEqualTo(Arrays.copyOfRange(content, at, end));
              at = end;
            }
          }
          assertThat(file.position()).isEqualTo(at);
        }
      }
    });
  }

  // --- several tasks ---

  @Test
  void theCallsOfSeveralTasksAreMadeInTheirOrder() {
    Asyncio.run(() -> {
      Path path = folder.resolve("log");
      StringBuilder expected = new StringBuilder();
      try (AsyncFile file = AsyncFile.open(path, CREATE, WRITE)) {
        List<Awaitable<?>> writes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
          String line = (i + " ").repeat(1000) + "\n";
          expected.append(line);
          writes.add(
              Awaitable.of(() -> {
                file.write(line);
              }));
        }
        Asyncio.gather(writes);
      }
      assertThat(AsyncFiles.readString(path)).isEqualTo(expected.toString());
    });
  }

  @Test
  void closeWaitsForTheCallBeforeAndEndsThoseAfter() {
    withSlowFile(
        "abc",
        (file, disk) -> {
          Task<byte[]> reading = Asyncio.createTask(() -> file.read(2));
          Asyncio.await(disk.entered);
          Task<?> closing = Asyncio.createTask(file::close);
          Task<byte[]> late = Asyncio.createTask(() -> file.read(1));
          Asyncio.checkpoint();
          assertThat(file.isOpen()).isTrue();
          disk.letThrough();
          assertThat(text(reading.await())).isEqualTo("ab");
          closing.await();
          assertThatThrownBy(() -> Asyncio.await(late, IOException.class))
              .isInstanceOf(IOException.class)
              .hasMessageContaining("the file is closed: " + file.path());
        });
  }

  // --- cancellation ---

  @Test
  void cancelledReadLeavesTheFileOpenAndLosesNothing() {
    withSlowFile(
        "abcdef",
        (file, disk) -> {
          List<String> got = new ArrayList<>();
          Task<?> reading =
              Asyncio.createTask(() -> {
                got.add(text(file.readExactly(3)));
                Asyncio.checkpoint();
                got.add("not cancelled");
              });
          Asyncio.await(disk.entered);
          reading.cancel();
          Asyncio.checkpoint();
          assertThat(reading.done()).as("before the read has ended").isFalse();
          disk.letThrough();
          assertThatThrownBy(reading::await).isInstanceOf(CancelledError.class);
          assertThat(got).containsExactly("abc");
          assertThat(file.isOpen()).isTrue();
          assertThat(text(file.read())).isEqualTo("def");
        });
  }

  @Test
  void cancelledWriteIsDoneWholeAndLeavesTheFileOpen() {
    withSlowFile(
        "",
        (file, disk) -> {
          String much = "0123456789".repeat(500_000);
          Task<?> writing =
              Asyncio.createTask(() -> {
                file.write(much);
                file.write("never");
              });
          Asyncio.await(disk.entered);
          writing.cancel();
          disk.letThrough();
          assertThatThrownBy(writing::await).isInstanceOf(CancelledError.class);
          assertThat(file.position()).isEqualTo(much.length());
          file.seek(0);
          assertThat(text(file.read())).isEqualTo(much);
        });
  }

  @Test
  void whoIsCancelledWhileItWaitsForItsTurnDoesNothing() {
    withSlowFile(
        "",
        (file, disk) -> {
          Task<?> first = Asyncio.createTask(() -> file.write("first"));
          Task<?> second = Asyncio.createTask(() -> file.write("second"));
          Task<?> third = Asyncio.createTask(() -> file.write("third"));
          Asyncio.await(disk.entered);
          second.cancel();
          assertThatThrownBy(second::await).isInstanceOf(CancelledError.class);
          disk.letThrough();
          first.await();
          third.await();
          file.seek(0);
          assertThat(text(file.read())).isEqualTo("firstthird");
        });
  }

  @Test
  void aTaskThatOnlyWritesHearsThatItIsCancelled() {
    Asyncio.run(() -> {
      try (AsyncFile file = AsyncFile.open(folder.resolve("log"), CREATE, WRITE)) {
        Task<?> endless =
            Asyncio.createTask(() -> {
              while (true) {
                file.write("x");
              }
            });
        file.write("y");
        endless.cancel();
        assertThatThrownBy(endless::await).isInstanceOf(CancelledError.class);
        boolean ended =
            Asyncio.cancelScope(scope -> {
              scope.cancel();
              file.write("z");
              return true;
            })
                != null;
        assertThat(ended).isFalse();
        assertThat(file.isOpen()).isTrue();
      }
    });
  }

  @Test
  void cancellingAtAnyMomentLeavesTheFileOpen() {
    byte[] content = new byte[3_000_000];
    new Random(1).nextBytes(content);
    Asyncio.run(() -> {
      Path path = Files.write(folder.resolve("file"), content);
      try (AsyncFile file = AsyncFile.open(path)) {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        while (got.size() < content.length) {
          Task<?> reading =
              Asyncio.createTask(() -> {
                while (true) {
                  got.writeBytes(file.read(70_000));
                }
              });
          for (int i = got.size() % 7; i >= 0; i--) {
            Asyncio.checkpoint();
          }
          reading.cancel();
          assertThatThrownBy(reading::await).isInstanceOf(CancelledError.class);
        }
        assertThat(got.toByteArray()).isEqualTo(content);
      }
    });
  }

  @Test
  void aFileIsClosedInACancelledTaskToo() {
    Asyncio.run(() -> {
      Path path = file("abc");
      Future<Boolean> opened = Asyncio.getRunningLoop().createFuture();
      Task<?> task =
          Asyncio.createTask(() -> {
            try (AsyncFile file = AsyncFile.open(path)) {
              file.read(1);
              opened.setResult(true);
              Asyncio.getRunningLoop().createFuture().await();
            }
          });
      opened.await();
      assertThat(Fifo.timesOpen(path)).isEqualTo(1);
      task.cancel();
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
      assertThat(Fifo.timesOpen(path)).isZero();
    });
  }

  @Test
  void aCancelledOpenLeavesNothingOpen() {
    Asyncio.run(() -> {
      Path path = Fifo.make(folder.resolve("pipe"));
      Task<?> opening = Asyncio.createTask(() -> AsyncFile.open(path, WRITE)); // waits for a reader
      Asyncio.checkpoint();
      opening.cancel();
      assertThatThrownBy(opening::await).isInstanceOf(CancelledError.class);
      try (Fifo reader = Fifo.open(path)) {
        Fifo.awaitOpen(path, 1); // the reader's own
        assertThat(reader.path).exists();
      }
      Fifo.awaitOpen(path, 0); // what was opened all the same is closed soon
    });
  }

  // --- bad input ---

  @Test
  void whatCannotBeOpenedIsRefused() {
    Asyncio.run(() -> {
      assertThatThrownBy(() -> AsyncFile.open(folder.resolve("missing")))
          .isInstanceOf(NoSuchFileException.class)
          .hasMessageContaining("missing");
      assertThatThrownBy(() -> AsyncFile.open(folder))
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining("is a folder");
      Path path = file("abc");
      assertThatThrownBy(() -> AsyncFile.open(path, CREATE_NEW, WRITE))
          .isInstanceOf(FileAlreadyExistsException.class);
      assertThatThrownBy(() -> AsyncFile.open(path, READ, APPEND))
          .isInstanceOf(IllegalArgumentException.class);
      Path pipe = Fifo.make(folder.resolve("pipe"));
      assertThatThrownBy(() -> AsyncFile.open(pipe, READ, WRITE))
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining("has no positions")
          .hasMessageContaining("connectReadPipe");
      assertThat(Fifo.timesOpen(pipe)).isZero();
    });
  }

  @Test
  void badArgumentsAreRefused() {
    Asyncio.run(() -> {
      try (AsyncFile file = AsyncFile.open(file("abc"), READ, WRITE)) {
        assertThatThrownBy(() -> file.read(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> file.readExactly(-2))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("-2");
        assertThatThrownBy(() -> file.readLine(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> file.seek(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> file.truncate(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(text(file.read())).isEqualTo("abc");
      }
    });
  }

  @Test
  void aUseThatTheOptionsDoNotAllowIsRefused() {
    Asyncio.run(() -> {
      Path path = file("abc");
      try (AsyncFile file = AsyncFile.open(path)) {
        assertThatThrownBy(() -> file.write("x"))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("StandardOpenOption.WRITE");
      }
      try (AsyncFile file = AsyncFile.open(path, WRITE)) {
        assertThatThrownBy(file::readLine)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("StandardOpenOption.READ");
      }
    });
  }

  @Test
  void aClosedFileSaysSo() {
    Asyncio.run(() -> {
      AsyncFile file = AsyncFile.open(file("abc"));
      assertThat(file).hasToString("<AsyncFile " + file.path() + " position=0>");
      file.close();
      file.close();
      assertThat(file).hasToString("<AsyncFile " + file.path() + " closed>");
      assertThatThrownBy(() -> file.read(1))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("the file is closed");
    });
  }

  @Test
  void anotherLoopIsRefused() {
    AsyncFile[] kept = new AsyncFile[1];
    Asyncio.run(() -> kept[0] = AsyncFile.open(file("abc")));
    Asyncio.run(() -> {
      assertThatThrownBy(() -> kept[0].read(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("another event loop");
      kept[0].close(); // its loop is closed
      assertThat(kept[0].isOpen()).isFalse();
    });
  }
}
