package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A loop that has nothing to do makes no system call: its threads wait, and are not woken.
class IdleTest {
  /// What runs a loop, or may run it: its own thread, that of the caller, and (baton) the carriers
  /// and timers of the default scheduler. Others are the JVM's and wake when they like.
  private static final List<String> OURS = List.of("asyncio-loop", "main", "ForkJoinPool");

  @Test
  void idleLoopIsNotWoken() throws Exception {
    try (ChildJvm confined =
            ChildJvm.startWith(Program.class, ChildJvm.OPEN, "-Dasyncio.engine=confined");
        ChildJvm baton = ChildJvm.startWith(Program.class, "-Dasyncio.engine=baton")) {
      List<ChildJvm> both = List.of(confined, baton);
      for (ChildJvm child : both) {
        child.awaitLine("idle");
      }
      Thread.sleep(2500); // until nothing that started it is still busy
      List<Map<String, Long>> before = new ArrayList<>();
      both.forEach(child -> before.add(switches(child)));
      Thread.sleep(5000);
      for (int i = 0; i < both.size(); i++) {
        Map<String, Long> after = switches(both.get(i));
        before.get(i).forEach((thread, count) -> after.merge(thread, -count, Long::sum));
        long wakeups = after.values().stream().mapToLong(Long::longValue).sum();
        assertThat(wakeups).as("wake-ups of %s", after).isLessThan(10);
      }
    }
  }

  /// How often each thread of ours has given up the processor.
  private static Map<String, Long> switches(ChildJvm child) {
    Map<String, Long> switches = new TreeMap<>();
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + child.pid() + "/task"))) {
      for (Path task : tasks.toList()) {
        List<String> status = Files.readAllLines(task.resolve("status"));
        String name = valueOf("Name:", status);
        if (OURS.stream().anyMatch(name::startsWith)) {
          switches.put(
              name + " " + task.getFileName(),
              Long.valueOf(valueOf("voluntary_ctxt_switches:", status)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(switches.keySet()).anyMatch(name -> name.startsWith("asyncio-loop"));
    return switches;
  }

  private static String valueOf(String key, List<String> status) {
    return status.stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(key.length()).strip())
        .findFirst()
        .orElseThrow();
  }

  static final class Program {
    public static void main(String[] args) {
      Asyncio.run(() -> {
        Future<?> never = Asyncio.getRunningLoop().createFuture();
        Asyncio.getRunningLoop().callSoon(() -> System.out.println("idle"));
        never.await();
      });
    }
  }
}
