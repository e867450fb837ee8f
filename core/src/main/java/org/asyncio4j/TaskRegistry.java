package org.asyncio4j;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The loop's tasks that are not done, in order of creation. It holds them, so that none is lost in
/// mid-flight. On the loop.
final class TaskRegistry {
  private static final VarHandle SIZE;

  static {
    try {
      SIZE = MethodHandles.lookup().findVarHandle(TaskRegistry.class, "size", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private @Nullable Task<?> first;
  private @Nullable Task<?> last;

  @SuppressWarnings("UnusedVariable") // read through SIZE
  private int size;

  /// Those who go through the tasks at the moment; null for nobody.
  private @Nullable Cursor cursors;

  /// A place among the tasks that stays valid while they come and go.
  static final class Cursor {
    private @Nullable Task<?> next;
    private @Nullable Cursor other;
  }

  void add(Task<?> task) {
    Task<?> before = last;
    task.earlier = before;
    last = task;
    if (before == null) {
      first = task;
    } else {
      before.later = task;
    }
    size++;
  }

  void remove(Task<?> task) {
    Task<?> before = task.earlier;
    Task<?> after = task.later;
    for (Cursor cursor = cursors; cursor != null; cursor = cursor.other) {
      if (cursor.next == task) {
        cursor.next = after;
      }
    }
    if (before == null) {
      first = after;
    } else {
      before.later = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.earlier = before;
    }
    task.earlier = null;
    task.later = null;
    size--;
  }

  /// How many there are. Any thread.
  int size() {
    return (int) SIZE.getOpaque(this);
  }

  List<Task<?>> all() {
    List<Task<?>> all = new ArrayList<>(size);
    for (Task<?> task = first; task != null; task = task.later) {
      all.add(task);
    }
    return all;
  }

  /// The number of the task that was made last, or 0.
  long latestNumber() {
    return last == null ? 0 : last.number();
  }

  // --- piece by piece ---

  /// A cursor before the first task, to be closed.
  Cursor open() {
    Cursor cursor = new Cursor();
    cursor.next = first;
    cursor.other = cursors;
    cursors = cursor;
    return cursor;
  }

  /// {@return the task after `cursor`, which moves past it; null at the end}
  @Nullable Task<?> next(Cursor cursor) {
    Task<?> task = cursor.next;
    if (task != null) {
      cursor.next = task.later;
    }
    return task;
  }

  void close(Cursor cursor) {
    if (cursors == cursor) {
      cursors = cursor.other;
      return;
    }
    for (Cursor c = cursors; c != null; c = c.other) {
      if (c.other == cursor) {
        c.other = cursor.other;
        return;
      }
    }
  }

  /// The tasks with a number above `number`. Any thread: if the loop changes them meanwhile, some
  /// are missing.
  List<Task<?>> after(long number) {
    List<Task<?>> found = new ArrayList<>();
    long latest = number;
    for (Task<?> task = first; task != null; task = task.later) {
      if (task.number() > latest) {
        latest = task.number();
        found.add(task);
      } else if (latest > number) {
        break; // not the order of creation: this is no list any more
      }
    }
    return found;
  }
}
