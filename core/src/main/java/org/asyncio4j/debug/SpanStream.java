package org.asyncio4j.debug;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The spans of a recording as the page reads them: six numbers each, in as few bytes as they need
/// (LEB128), since there may be millions.
///
/// The numbers: the lane; the code of the [SpanKind]; the start, as the distance from the end of
/// the span before in that lane; the duration; the detail; and who made it ready, as a lane plus 1,
/// or 0. The detail of SLEEP is the duration asked for; of TASK the awaited one's lane plus 1, or
/// 0; of FUTURE, PRIMITIVE and CALLBACK a place in [#names]; of IDLE the time to the next timer
/// plus 1, or 0 if there is none.
final class SpanStream {
  private final ByteArrayOutputStream out;
  private final Map<Long, Integer> lanes = new HashMap<>();
  private final List<Long> ends = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final Map<Identity, Integer> places = new HashMap<>();

  /// How many objects of a name have a number.
  private final Map<String, Integer> counts = new HashMap<>();

  /// What tells one object from another.
  ///
  /// @param hash 0 for what has only a name
  private record Identity(int loop, String name, int hash) {}

  /// @param out where to; emptied by the caller from time to time
  SpanStream(ByteArrayOutputStream out) {
    this.out = out;
  }

  /// Gives the loop and its tasks their lanes: the next ones. {@return the loop's}
  int addLanes(Recording.Loop loop) {
    int first = ends.size();
    ends.add(0L);
    for (TaskRecord task : loop.tasks()) {
      lanes.put(task.number(), ends.size());
      ends.add(0L);
    }
    return first;
  }

  /// The lane of a task, or -1 if nothing is known of it.
  int lane(long task) {
    return lanes.getOrDefault(task, -1);
  }

  /// Writes one span of `loop`. Nothing is known of a task that was forgotten: it has no lane.
  void add(Recording.Loop loop, int loopLane, SpanReader.Span span) {
    int lane = span.task() == SpanReader.LOOP ? loopLane : lane(span.task());
    if (lane < 0) {
      return;
    }
    long start = Math.max(span.start(), ends.get(lane));
    long end = Math.max(span.end(), start);
    number(lane);
    number(span.kind().code);
    number(start - ends.get(lane));
    number(end - start);
    number(detail(loop, loopLane, span));
    number(span.by() == LoopRecorder.CALLBACK ? loopLane + 1 : lane(span.by()) + 1);
    ends.set(lane, end);
  }

  private long detail(Recording.Loop loop, int loopLane, SpanReader.Span span) {
    long detail = span.detail();
    return switch (span.kind()) {
      case SLEEP -> WaitDetail.sleep(detail);
      case TASK -> lane(WaitDetail.value(detail)) + 1;
      case FUTURE, PRIMITIVE, CALLBACK ->
          place(loopLane, loop.name(detail), WaitDetail.identity(detail));
      case IDLE -> detail == Long.MAX_VALUE ? 0 : detail + 1;
      case RUNNING, READY, UNKNOWN -> 0;
    };
  }

  private int place(int loopLane, String name, int hash) {
    return places.computeIfAbsent(
        new Identity(loopLane, name, hash),
        _ -> {
          names.add(hash == 0 ? name : name + " " + counts.merge(name, 1, Integer::sum));
          return names.size() - 1;
        });
  }

  private void number(long value) {
    long rest = value;
    while (rest >= 0x80) {
      out.write(((int) rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  /// What details point to: complete after the last span.
  List<String> names() {
    return names;
  }
}
