package org.asyncio4j;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.asyncio4j.internal.TaskState;
import org.asyncio4j.internal.TaskWalk;
import org.jspecify.annotations.Nullable;

/// Goes through the tasks of a loop a few milliseconds at a time, in visits between which the loop
/// goes on. From where the loop stops answering, the walk goes on without it.
final class Walk implements TaskWalk {
  /// How long a visit may take the loop, in nanoseconds, and how many tasks it looks at.
  private static final long LONGEST_VISIT = 4_000_000;

  private static final int MOST = 5_000;

  /// How often the clock is looked at: after so many tasks.
  private static final int BETWEEN_LOOKS = 32;

  private final EventLoop loop;

  /// Null before the first visit and after the last. On the loop, while that answers.
  private TaskRegistry.@Nullable Cursor cursor;

  /// What is left of a loop that does not answer, last first; null while it does.
  private @Nullable List<Task<?>> left;

  /// The number of the task that was last gone past.
  private long latest;

  /// The number of the last task that there was at the beginning.
  private long end = -1;

  private boolean ended;

  /// The tasks gone past, in order of creation, for their stacks.
  private final List<Task<?>> past = new ArrayList<>();

  Walk(EventLoop loop) {
    this.loop = loop;
  }

  @Override
  public List<TaskState> next() {
    List<TaskState> states = new ArrayList<>();
    boolean more = true;
    while (more && states.isEmpty()) {
      long now = System.nanoTime();
      more =
          visit(task -> {
            TaskState state = TaskStates.of(task, now);
            if (state != null) {
              states.add(state);
              past.add(task);
            }
          });
    }
    return states;
  }

  /// Gives the next tasks to `look`, on the loop if that answers.
  ///
  /// @return whether there may be more
  boolean visit(Consumer<Task<?>> look) {
    if (ended) {
      return false;
    }
    if (left == null && !Visit.make(loop, () -> onLoop(look))) {
      left = new ArrayList<>(loop.tasks.after(latest).reversed());
      end = Long.MAX_VALUE;
    }
    if (left != null) {
      offLoop(left, look);
    }
    return true;
  }

  private void onLoop(Consumer<Task<?>> look) {
    TaskRegistry.Cursor place = cursor;
    if (place == null) {
      place = loop.tasks.open();
      cursor = place;
      end = loop.tasks.latestNumber();
    }
    long began = System.nanoTime();
    int count = 0;
    while (count < MOST
        && (count % BETWEEN_LOOKS != 0 || System.nanoTime() - began < LONGEST_VISIT)) {
      Task<?> task = loop.tasks.next(place);
      if (task == null || task.number() > end) {
        ended = true;
        loop.tasks.close(place);
        cursor = null;
        return;
      }
      latest = task.number();
      look.accept(task);
      count++;
    }
  }

  private void offLoop(List<Task<?>> left, Consumer<Task<?>> look) {
    for (int i = 0; i < MOST && !left.isEmpty(); i++) {
      look.accept(left.removeLast());
    }
    ended = left.isEmpty();
  }

  @Override
  public List<StackTraceElement> stack(long number) {
    int low = 0;
    int high = past.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Task<?> task = past.get(middle);
      if (task.number() == number) {
        return stack(task);
      } else if (task.number() < number) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return List.of();
  }

  private static List<StackTraceElement> stack(Task<?> task) {
    try {
      return task.done() ? List.of() : Stacks.ofUser(task.fiber.stackTrace());
    } catch (RuntimeException e) { // a generator has come or gone meanwhile
      return List.of();
    }
  }

  @Override
  public void close() {
    ended = true;
    TaskRegistry.Cursor place = cursor;
    cursor = null;
    if (place != null) {
      loop.onLoop(() -> loop.tasks.close(place));
    }
  }
}
