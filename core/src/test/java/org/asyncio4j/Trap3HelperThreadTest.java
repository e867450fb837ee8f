package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.Engines.block;
import static org.asyncio4j.Engines.sleepMillis;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Trap 3: pipes, processes and name look-ups block the thread that carries a virtual thread. In
/// `toThread` that is not the loop's.
@NoHang
class Trap3HelperThreadTest {
  @Test
  void readingAPipe(@TempDir Path folder) throws Exception {
    Path pipe = makePipe(folder.resolve("pipe"));
    Thread.ofPlatform().start(() -> write(pipe));
    assertThat(beatsDuring(() -> assertThat(read(pipe)).isEqualTo('x'))).isGreaterThan(5);
  }

  @Test
  void readingMorePipesThanThereAreCarriers(@TempDir Path folder) throws Exception {
    List<Path> pipes = new ArrayList<>();
    for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
      pipes.add(makePipe(folder.resolve("pipe" + i)));
    }
    pipes.forEach(pipe -> Thread.ofPlatform().start(() -> write(pipe)));
    int beats =
        beatsDuringTasks(() -> {
          List<Task<Integer>> readers = new ArrayList<>();
          pipes.forEach(pipe -> readers.add(createTask(() -> toThread(() -> read(pipe)))));
          for (Task<Integer> reader : readers) {
            assertThat(reader.await()).isEqualTo((int) 'x');
          }
        });
    assertThat(beats).isGreaterThan(5);
  }

  @Test
  void readingWhatAProcessPrints() {
    int beats =
        beatsDuring(() -> {
          Process process = new ProcessBuilder("sh", "-c", "sleep 0.3; echo x").start();
          assertThat(process.getInputStream().read()).isEqualTo('x');
        });
    assertThat(beats).isGreaterThan(5);
  }

  @Test
  void waitingForAProcess() {
    int beats =
        beatsDuring(
            () -> assertThat(new ProcessBuilder("sleep", "0.3").start().waitFor()).isEqualTo(0));
    assertThat(beats).isGreaterThan(5);
  }

  @Test
  void lookingUpAName() {
    Asyncio.run(() -> {
      InetAddress address = toThread(() -> InetAddress.getByName("localhost"));
      assertThat(address.isLoopbackAddress()).isTrue();
    });
  }

  /// Runs `work` in `toThread`. {@return how often another task woke up meanwhile}
  private static int beatsDuring(Awaitable.Action work) {
    return beatsDuringTasks(() -> toThread(work));
  }

  private static int beatsDuringTasks(Awaitable.Action main) {
    int[] beats = new int[1];
    Asyncio.run(() -> {
      Task<?> heart =
          createTask(() -> {
            while (true) {
              sleepMillis(5);
              beats[0]++;
            }
          });
      main.run();
      heart.cancel();
    });
    return beats[0];
  }

  private static Path makePipe(Path path) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
    return path;
  }

  private static int read(Path pipe) throws IOException {
    try (FileInputStream in = new FileInputStream(pipe.toFile())) {
      return in.read();
    }
  }

  private static void write(Path pipe) {
    try (FileOutputStream out = new FileOutputStream(pipe.toFile())) {
      block(300);
      out.write('x');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
