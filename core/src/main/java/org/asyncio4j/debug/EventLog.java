package org.asyncio4j.debug;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// What one loop did: the last events, as numbers.
///
/// One thread at a time writes, the loop; any thread may read meanwhile. An event is three numbers
/// in a chunk. A full log forgets its oldest chunk, and whoever reads keeps the chunks he has
/// found: an event is never written over.
final class EventLog {
  static final int SPAWNED = 0;
  static final int SCHEDULED = 1;
  static final int STEP = 2;
  static final int STEP_END = 3;
  static final int EXITED = 4;
  static final int CALLBACK = 5;
  static final int CALLBACK_END = 6;
  static final int WAIT = 7;
  static final int WAIT_END = 8;

  /// How many bits of the second number say what happened; the others say to which task.
  private static final int KIND_BITS = 4;

  /// The first chunk is small: there may be many loops that do little.
  private static final int FIRST_CHUNK = 256;

  private static final int CHUNK = 8192;

  /// Is told of every event, oldest first.
  interface Reader {
    /// One event.
    ///
    /// @param time when, in nanoseconds
    /// @param kind what happened
    /// @param task the task's number; 0 for none
    /// @param detail what else there is to know, by kind
    void event(long time, int kind, long task, long detail);
  }

  static final class Chunk {
    private static final VarHandle SIZE;

    static {
      try {
        SIZE = MethodHandles.lookup().findVarHandle(Chunk.class, "size", int.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private final long[] numbers;

    /// How many events it holds. Written with release, after what it covers.
    private int size;

    /// The tasks that ended while this chunk was filled. Guarded by itself.
    private final List<TaskRecord> ended = new ArrayList<>();

    Chunk(int events) {
      numbers = new long[3 * events];
    }

    boolean full() {
      return 3 * size == numbers.length;
    }

    void add(long time, long what, long detail) {
      int at = 3 * size;
      numbers[at] = time;
      numbers[at + 1] = what;
      numbers[at + 2] = detail;
      SIZE.setRelease(this, size + 1);
    }

    int size() {
      return (int) SIZE.getAcquire(this);
    }
  }

  private final int capacity;
  private Chunk last = new Chunk(FIRST_CHUNK);

  /// In order; the last one is [#last]. Guarded by itself.
  private final ArrayDeque<Chunk> chunks = new ArrayDeque<>(List.of(last));

  /// How many events the chunks before the last one hold, and how many were forgotten. Guarded by
  /// the chunks.
  private long kept;

  private long dropped;

  /// @param capacity how many events are kept at least, once there were so many
  EventLog(int capacity) {
    this.capacity = capacity;
  }

  void add(long time, int kind, long task, long detail) {
    if (last.full()) {
      begin();
    }
    last.add(time, (task << KIND_BITS) | kind, detail);
  }

  /// Keeps what is to be known of a task that ends now as long as its last event.
  void addEnded(TaskRecord task) {
    List<TaskRecord> ended = last.ended;
    synchronized (ended) {
      ended.add(task);
    }
  }

  private void begin() {
    Chunk next = new Chunk(CHUNK);
    synchronized (chunks) {
      kept += last.size();
      while (kept - chunks.getFirst().size() >= capacity) {
        int oldest = chunks.removeFirst().size();
        kept -= oldest;
        dropped += oldest;
      }
      chunks.add(next);
    }
    last = next;
  }

  // --- any thread ---

  /// What is in the log at one moment.
  ///
  /// @param chunks oldest first
  /// @param sizes how many events of each
  /// @param dropped how many events were there before
  record Snapshot(List<Chunk> chunks, List<Integer> sizes, long dropped) {
    void read(Reader reader) {
      for (int each = 0; each < chunks.size(); each++) {
        long[] numbers = chunks.get(each).numbers;
        for (int at = 0; at < 3 * sizes.get(each); at += 3) {
          long what = numbers[at + 1];
          int kind = (int) what & ((1 << KIND_BITS) - 1);
          reader.event(numbers[at], kind, what >>> KIND_BITS, numbers[at + 2]);
        }
      }
    }
  }

  Snapshot snapshot() {
    synchronized (chunks) {
      List<Chunk> all = List.copyOf(chunks);
      return new Snapshot(all, all.stream().map(Chunk::size).toList(), dropped);
    }
  }

  /// The tasks that have ended since the oldest event.
  List<TaskRecord> ended() {
    List<TaskRecord> all = new ArrayList<>();
    synchronized (chunks) {
      for (Chunk chunk : chunks) {
        synchronized (chunk.ended) {
          all.addAll(chunk.ended);
        }
      }
    }
    return all;
  }

  /// When the last event was; 0 for none.
  long time() {
    synchronized (chunks) {
      Chunk latest = chunks.getLast();
      int size = latest.size();
      return size == 0 ? 0 : latest.numbers[3 * (size - 1)];
    }
  }

  /// How many events are kept.
  long size() {
    synchronized (chunks) {
      return kept + chunks.getLast().size();
    }
  }
}
