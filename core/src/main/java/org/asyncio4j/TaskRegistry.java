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
}
