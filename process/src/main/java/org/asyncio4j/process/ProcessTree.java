package org.asyncio4j.process;

import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.asyncio4j.Asyncio;

/// The end of a process and of what it has started. On the loop.
///
/// Whoever has lost its parent already cannot be found any more, and one that is started while this
/// looks can be missed.
final class ProcessTree {
  /// For looking at the system's list of processes.
  static final Executor THREADS = work -> Thread.ofVirtual().name("asyncio-tree").start(work);

  private static final System.Logger LOG = System.getLogger("org.asyncio4j.process");

  /// How long the system may take to end what was killed.
  private static final Duration DEATH = Duration.ofSeconds(5);

  /// How often those are looked at that are not ours to wait for.
  private static final Duration FIRST_LOOK = Duration.ofMillis(2);

  private static final Duration LONGEST_LOOK = Duration.ofMillis(100);

  private final Child child;
  private final boolean whole;

  /// Whom it has started, as far as they were found.
  private final Set<ProcessHandle> others = new LinkedHashSet<>();

  private ProcessTree(Child child, boolean whole) {
    this.child = child;
    this.whole = whole;
  }

  /// Tells all to terminate, kills those that have not after `grace`, and suspends until the system
  /// has none of them. No cancellation ends that before.
  ///
  /// @param whole whether what the child has started ends too
  static void end(Child child, boolean whole, Duration grace) {
    ProcessTree tree = new ProcessTree(child, whole);
    boolean _ = Asyncio.shielded(null, () -> tree.end(grace));
  }

  private void end(Duration grace) {
    look();
    if (grace.isPositive()) {
      signal(Signals.TERM);
      if (Asyncio.moveOnAfter(grace, this::awaitEnd)) {
        return;
      }
      look();
    }
    signal(Signals.KILL);
    if (!Asyncio.moveOnAfter(DEATH, this::awaitEnd)) {
      LOG.log(
          WARNING,
          "Process {0} or one of {1} that it has started is still there {2} s after it was killed",
          Long.toString(child.pid()),
          others.size(),
          DEATH.toSeconds());
    }
  }

  private void look() {
    if (whole && child.isRunning()) {
      others.addAll(Asyncio.getRunningLoop().runInExecutor(THREADS, child::descendants).await());
    }
  }

  private void signal(int number) {
    send(child, number);
    for (ProcessHandle other : others) {
      // either compares start times, so that nobody else is hit
      boolean _ = number == Signals.KILL ? other.destroyForcibly() : other.destroy();
    }
  }

  private static void send(Child child, int number) {
    try {
      child.send(number);
    } catch (IOException e) {
      LOG.log(WARNING, "Cannot send " + Signals.text(number) + " to process " + child.pid(), e);
    }
  }

  private void awaitEnd() {
    int _ = Asyncio.await(child.exit.copy());
    Duration pause = FIRST_LOOK;
    while (others.stream().anyMatch(ProcessTree::isRunning)) {
      Asyncio.sleep(pause);
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(LONGEST_LOOK) < 0 ? pause : LONGEST_LOOK;
    }
  }

  /// Whether it is there and not dead: a dead one whose new parent does not take note of it stays
  /// in the list for good.
  private static boolean isRunning(ProcessHandle other) {
    if (!other.isAlive()) {
      return false;
    }
    try {
      String status = Files.readString(Path.of("/proc/" + other.pid() + "/stat"));
      return status.charAt(status.lastIndexOf(')') + 2) != 'Z'; // after the program, in brackets
    } catch (IOException noSuchSystemOrProcess) {
      return other.isAlive();
    }
  }

  /// Kills the child and what it has started, without waiting for anything. Any thread.
  static void killNow(Child child) {
    List<ProcessHandle> others = child.descendants();
    send(child, Signals.KILL);
    others.forEach(ProcessHandle::destroyForcibly);
  }
}
