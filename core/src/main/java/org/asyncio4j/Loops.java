package org.asyncio4j;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.asyncio4j.internal.LoopView;

/// The loops of this process that are not closed, for the tools. Keeps none alive. Any thread.
final class Loops {
  /// Each with its number. Guarded by the class.
  private static final Map<EventLoop, Long> OPEN = new WeakHashMap<>();

  private static long made;

  private Loops() {}

  static synchronized void add(EventLoop loop) {
    OPEN.put(loop, ++made);
  }

  static synchronized void remove(EventLoop loop) {
    OPEN.remove(loop);
  }

  static synchronized List<LoopView> all() {
    List<LoopView> all = new ArrayList<>();
    OPEN.forEach((loop, number) -> all.add(new LoopInspection(loop, number)));
    all.sort(Comparator.comparingLong(LoopView::number));
    return all;
  }
}
