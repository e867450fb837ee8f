package org.asyncio4j.debug;

import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.Handle;
import org.asyncio4j.Task;
import org.asyncio4j.internal.Internals;
import org.jspecify.annotations.Nullable;

/// Writes down what one loop does.
///
/// On the path of every switch: an event is a look at the clock and three numbers, and nothing is
/// allocated but for a task's begin and end.
final class LoopRecorder implements Instrument {
  /// The number of who makes a task ready, where that is no task.
  static final long NOBODY = 0;

  static final long CALLBACK = -1;

  /// How many descriptions are kept: there is no end of them.
  private static final int MOST_NAMES = 4096;

  private static final Internals INTERNALS = Internals.get();

  final EventLoop loop;
  final EventLog log;
  private final int number;

  /// What is added to the loop's time for the recording's.
  private final long offset;

  /// What details point to. Added to on the loop only.
  private final List<String> names = new CopyOnWriteArrayList<>();

  /// On the loop only.
  private final IdentityHashMap<Class<?>, Integer> typePlaces = new IdentityHashMap<>();

  private final Map<String, Integer> namePlaces = new HashMap<>();

  /// The tasks that have not ended, by number, with the number of their parent.
  private final Map<Long, Living> living = new ConcurrentHashMap<>();

  /// Who runs now. On the loop only.
  private long running = NOBODY;

  /// Until when it has recorded; `MAX_VALUE` while it does.
  private volatile long end = Long.MAX_VALUE;

  private record Living(Task<?> task, long parent) {
    TaskRecord record(TaskRecord.End end) {
      return new TaskRecord(INTERNALS.numberOf(task), parent, task.getName(), end);
    }
  }

  /// On the loop, or while it does not run.
  ///
  /// @param number counts the loops of the recording
  /// @param origin when the recording began, as `System.nanoTime` says
  /// @param current the task that runs now
  LoopRecorder(EventLoop loop, int number, int capacity, long origin, @Nullable Task<?> current) {
    this.loop = loop;
    this.number = number;
    this.log = new EventLog(capacity);
    this.offset = System.nanoTime() - origin - loop.time();
    for (Task<?> task : Asyncio.allTasks(loop)) {
      living.put(INTERNALS.numberOf(task), new Living(task, NOBODY));
    }
    if (current != null) {
      beforeStep(current);
    }
  }

  long now() {
    return loop.time() + offset;
  }

  /// From now on nothing is recorded. Any thread.
  void stop() {
    if (records()) {
      end = now();
    }
  }

  boolean records() {
    return end == Long.MAX_VALUE;
  }

  private void add(int kind, long task, long detail) {
    if (records()) {
      log.add(now(), kind, task, detail);
    }
  }

  @Override
  public void taskSpawned(Task<?> task) {
    long number = INTERNALS.numberOf(task);
    long parent = Math.max(running, NOBODY);
    living.put(number, new Living(task, parent));
    add(EventLog.SPAWNED, number, running);
  }

  @Override
  public void taskScheduled(Task<?> task) {
    add(EventLog.SCHEDULED, INTERNALS.numberOf(task), running);
  }

  @Override
  public void beforeStep(Task<?> task) {
    running = INTERNALS.numberOf(task);
    add(EventLog.STEP, running, 0);
  }

  @Override
  public void afterStep(Task<?> task, @Nullable Object waitsFor) {
    running = NOBODY;
    add(EventLog.STEP_END, INTERNALS.numberOf(task), detail(waitsFor));
  }

  @Override
  public void taskExited(Task<?> task) {
    long number = INTERNALS.numberOf(task);
    add(EventLog.EXITED, number, 0);
    Living ended = living.get(number);
    if (ended != null) {
      log.addEnded(ended.record(how(task)));
      living.remove(number); // last: whoever reads finds it in one place or in both
    }
  }

  @Override
  public void beforeCallback(Handle handle) {
    running = CALLBACK;
    add(EventLog.CALLBACK, 0, type(handle));
  }

  @Override
  public void afterCallback(Handle handle) {
    running = NOBODY;
    add(EventLog.CALLBACK_END, 0, 0);
  }

  @Override
  public void beforeWait(long timeoutNanos) {
    add(EventLog.WAIT, 0, timeoutNanos);
  }

  @Override
  public void afterWait() {
    add(EventLog.WAIT_END, 0, 0);
  }

  private static TaskRecord.End how(Task<?> task) {
    if (!task.done()) {
      return TaskRecord.End.PENDING;
    }
    if (task.cancelled()) {
      return TaskRecord.End.CANCELLED;
    }
    return INTERNALS.failed(task) ? TaskRecord.End.FAILED : TaskRecord.End.FINISHED;
  }

  // --- what a step ends in ---

  private long detail(@Nullable Object waitsFor) {
    return switch (waitsFor) {
      case null -> 0;
      case Duration rest -> WaitDetail.of(WaitDetail.SLEEP, nanos(rest));
      case Task<?> task -> WaitDetail.of(WaitDetail.TASK, INTERNALS.numberOf(task));
      case Future<?> future -> WaitDetail.of(WaitDetail.FUTURE, type(future));
      default -> WaitDetail.of(WaitDetail.PRIMITIVE, primitive(waitsFor));
    };
  }

  /// What users know, such as a lock, is told from others of its type; what they do not, such as
  /// the end of a group, describes itself.
  private long primitive(Object waitsFor) {
    if (Modifier.isPublic(waitsFor.getClass().getModifiers())) {
      return type(waitsFor) | WaitDetail.identity(waitsFor);
    }
    return names.size() < MOST_NAMES ? name(waitsFor.toString()) : type(waitsFor);
  }

  private static long nanos(Duration duration) {
    return duration.compareTo(Duration.ofNanos(WaitDetail.MOST)) > 0
        ? WaitDetail.MOST
        : duration.toNanos();
  }

  private long type(Object object) {
    Integer place = typePlaces.get(object.getClass());
    if (place == null) {
      place = add(object.getClass().getSimpleName());
      typePlaces.put(object.getClass(), place);
    }
    return WaitDetail.name(place);
  }

  private long name(String name) {
    return WaitDetail.name(namePlaces.computeIfAbsent(name, this::add));
  }

  private int add(String name) {
    names.add(name);
    return names.size() - 1;
  }

  // --- reading, on any thread ---

  /// What was recorded until now.
  Recording.Loop read() {
    Set<Long> there = Set.copyOf(living.keySet());
    EventLog.Snapshot events = log.snapshot();
    long end = Math.min(this.end, loop.isClosed() ? log.time() : now());
    // After the snapshot: so these are all tasks in it, and perhaps more.
    SortedMap<Long, TaskRecord> tasks = new TreeMap<>();
    living.forEach((number, each) -> tasks.put(number, each.record(how(each.task()))));
    log.ended().forEach(each -> tasks.put(each.number(), each));
    return new Recording.Loop(
        "loop " + number, events, List.copyOf(tasks.values()), there, List.copyOf(names), end);
  }
}
