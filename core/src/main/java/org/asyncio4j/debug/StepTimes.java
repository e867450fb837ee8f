package org.asyncio4j.debug;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.asyncio4j.Handle;
import org.asyncio4j.Task;
import org.jspecify.annotations.Nullable;

/// Keeps the slowest steps of a loop, while `top` looks.
final class StepTimes implements Instrument {
  private static final int MOST = 10;

  /// A step.
  ///
  /// @param nanos how long it took
  /// @param whose a name for the task or callback
  record Step(long nanos, String whose) {}

  /// The slowest first; never changed, but replaced. Replaced on the loop, and by [#take].
  private volatile List<Step> slowest = List.of();

  private long began = System.nanoTime();

  /// {@return the slowest steps since the last call, the slowest first} Any thread.
  List<Step> take() {
    List<Step> taken = slowest;
    slowest = List.of();
    return taken;
  }

  @Override
  public void beforeStep(Task<?> task) {
    began = System.nanoTime();
  }

  @Override
  public void afterStep(Task<?> task, @Nullable Object waitsFor) {
    long took = System.nanoTime() - began;
    if (counts(took)) {
      keep(took, "task '" + task.getName() + "'");
    }
  }

  @Override
  public void beforeCallback(Handle handle) {
    began = System.nanoTime();
  }

  @Override
  public void afterCallback(Handle handle) {
    long took = System.nanoTime() - began;
    if (counts(took)) {
      keep(took, handle.toString());
    }
  }

  private boolean counts(long took) {
    List<Step> kept = slowest;
    return kept.size() < MOST || took > kept.getLast().nanos();
  }

  private void keep(long took, String whose) {
    List<Step> kept = new ArrayList<>(slowest);
    kept.add(new Step(took, whose));
    kept.sort(Comparator.comparingLong(Step::nanos).reversed());
    slowest = List.copyOf(kept.size() > MOST ? kept.subList(0, MOST) : kept);
  }
}
