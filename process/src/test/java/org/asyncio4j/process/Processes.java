package org.asyncio4j.process;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Awaitable;
import org.asyncio4j.ExceptionContext;
import org.asyncio4j.LoopOptions;
import org.asyncio4j.net.NettyReactorFactory;
import org.asyncio4j.net.NettyTransport;
import org.asyncio4j.net.StreamReader;

/// What the tests of processes share: loops on a given transport, and a look at the system's list.
final class Processes {
  private Processes() {}

  static Stream<NettyTransport> transports() {
    return Arrays.stream(NettyTransport.values())
        .filter(transport -> transport != NettyTransport.AUTO && transport.isAvailable());
  }

  /// Runs `body`, and checks that no failure was reported to the exception handler.
  static void run(NettyTransport transport, Awaitable.Action body) {
    List<ExceptionContext> reports = new ArrayList<>();
    Asyncio.run(
        LoopOptions.defaults().withReactor(NettyReactorFactory.of(transport)),
        () -> {
          Asyncio.getRunningLoop().setExceptionHandler((_, report) -> reports.add(report));
          Asyncio.await(body);
        });
    if (!reports.isEmpty()) {
      throw new AssertionError(reports.toString(), reports.getFirst().exception());
    }
  }

  /// As [#run(NettyTransport, Awaitable.Action)], on the transport of this run of the tests.
  static void run(Awaitable.Action body) {
    run(NettyTransport.AUTO, body);
  }

  // --- the system's list ---

  /// The number that `reader` brings as a line.
  static long readPid(StreamReader reader) throws IOException {
    return Long.parseLong(reader.readLine(US_ASCII).strip());
  }

  /// Whether it is there, and not only in the list because nobody has taken note of its end.
  static boolean isRunning(long pid) {
    Optional<String> state = state(pid);
    return state.isPresent() && !state.get().startsWith("Z");
  }

  /// Ends a process that a test has left behind on purpose, and suspends until it is gone.
  static void killStray(long pid) {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    while (isRunning(pid)) {
      Asyncio.sleep(Duration.ofMillis(1));
    }
  }

  /// What the list says after the program's name: the state, the parent and more.
  private static Optional<String> state(long pid) {
    try {
      String status = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return Optional.of(status.substring(status.lastIndexOf(')') + 2));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  /// How many dead children of this JVM nobody has taken note of.
  static long zombies() {
    String ofThis = "Z " + ProcessHandle.current().pid() + " ";
    return ProcessHandle.allProcesses()
        .filter(process -> state(process.pid()).orElse("").startsWith(ofThis))
        .count();
  }

  /// How many pipes and processes this JVM has open. Not files and what the JDK waits with, which
  /// come and go.
  static long descriptors() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.map(Processes::target)
          .filter(to -> to.startsWith("pipe:") || to.contains("[pidfd]"))
          .count();
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closed) {
      return "";
    }
  }

  /// Suspends until this JVM has no more pipes open than `before`: those of the JDK's are closed by
  /// other threads.
  static void awaitDescriptors(long before) throws IOException {
    while (descriptors() > before) {
      Asyncio.sleep(Duration.ofMillis(1));
    }
  }

  /// The children of this JVM, the tests' own and others.
  static Set<ProcessHandle> children() {
    return ProcessHandle.current().children().collect(Collectors.toSet());
  }

  /// Checks that this JVM has no other children than `before`, when those are gone that are about
  /// to be.
  static void assertNoChildLeft(Set<ProcessHandle> before) throws Exception {
    for (ProcessHandle child : children()) {
      if (!before.contains(child)) {
        child.onExit().get(20, TimeUnit.SECONDS);
      }
    }
    assertThat(before).containsAll(children());
  }
}
