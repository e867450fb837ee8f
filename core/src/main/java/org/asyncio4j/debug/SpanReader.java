package org.asyncio4j.debug;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Makes spans of the events of one loop: what each task did from when to when.
///
/// The spans of a task follow each other without a gap, from the task's creation, or from the
/// beginning of the recording, to its end, or to that of the recording.
final class SpanReader implements EventLog.Reader {
  /// The number that stands for the loop itself.
  static final long LOOP = 0;

  /// What a task or the loop did for a while.
  ///
  /// @param task the number of the task; [#LOOP] for the loop itself
  /// @param kind what it did
  /// @param start in nanoseconds since the recording began
  /// @param end as `start`, and not less
  /// @param detail of a wait: as [LoopRecorder] wrote it; of a callback: its type; of the loop's
  ///   idling: how long it was to last at most
  /// @param by of READY: who made it ready, as [LoopRecorder] numbers them
  record Span(long task, SpanKind kind, long start, long end, long detail, long by) {}

  /// What a task does at present.
  private static final class State {
    SpanKind kind;
    long since;
    long detail;
    long by = LoopRecorder.NOBODY;

    /// While it runs: whether it was made ready again.
    boolean ready;

    State(SpanKind kind, long since) {
      this.kind = kind;
      this.since = since;
    }
  }

  private final Consumer<Span> spans;
  private final Map<Long, State> states = new HashMap<>();
  private final State loop = new State(SpanKind.UNKNOWN, 0);

  /// Where the recording of this loop begins: the time of the first event that was not dropped.
  private long begin = -1;

  /// @param spans is given every span; those of one task in their order
  SpanReader(Consumer<Span> spans) {
    this.spans = spans;
  }

  @Override
  public void event(long time, int kind, long task, long detail) {
    if (begin < 0) {
      begin = time;
    }
    switch (kind) {
      case EventLog.CALLBACK -> beginOfLoop(SpanKind.CALLBACK, time, detail);
      case EventLog.WAIT -> beginOfLoop(SpanKind.IDLE, time, detail);
      case EventLog.CALLBACK_END, EventLog.WAIT_END -> endOfLoop(time);
      case EventLog.SPAWNED -> {
        State state = new State(SpanKind.READY, time);
        state.by = detail;
        states.put(task, state);
      }
      default -> step(states.computeIfAbsent(task, _ -> unknown()), kind, task, time, detail);
    }
  }

  private State unknown() {
    return new State(SpanKind.UNKNOWN, begin);
  }

  private void step(State state, int kind, long task, long time, long detail) {
    switch (kind) {
      case EventLog.SCHEDULED -> {
        if (state.kind == SpanKind.RUNNING) {
          state.ready = true;
        } else if (state.kind != SpanKind.READY) {
          become(state, task, SpanKind.READY, time);
          state.by = detail;
        }
      }
      case EventLog.STEP -> {
        become(state, task, SpanKind.RUNNING, time);
        state.ready = false;
      }
      case EventLog.STEP_END -> {
        state.kind = SpanKind.RUNNING; // of one that was running when the recording began, too
        become(state, task, state.ready ? SpanKind.READY : afterStep(detail), time);
        state.detail = detail;
      }
      case EventLog.EXITED -> {
        states.remove(task);
      }
      default -> throw new AssertionError(kind);
    }
  }

  private void become(State state, long task, SpanKind kind, long time) {
    emit(state, task, time);
    state.kind = kind;
    state.since = time;
    state.detail = 0;
    state.by = LoopRecorder.NOBODY;
  }

  private void emit(State state, long task, long time) {
    if (time > state.since || state.kind != SpanKind.UNKNOWN) {
      spans.accept(new Span(task, state.kind, state.since, time, state.detail, state.by));
    }
  }

  private static SpanKind afterStep(long detail) {
    return switch (WaitDetail.kind(detail)) {
      case WaitDetail.SLEEP -> SpanKind.SLEEP;
      case WaitDetail.TASK -> SpanKind.TASK;
      case WaitDetail.FUTURE -> SpanKind.FUTURE;
      case WaitDetail.PRIMITIVE -> SpanKind.PRIMITIVE;
      default -> SpanKind.UNKNOWN;
    };
  }

  private void beginOfLoop(SpanKind kind, long time, long detail) {
    loop.kind = kind;
    loop.since = time;
    loop.detail = detail;
  }

  private void endOfLoop(long time) {
    if (loop.kind != SpanKind.UNKNOWN) {
      emit(loop, LOOP, time);
      loop.kind = SpanKind.UNKNOWN;
    }
  }

  /// Says that `task` was there before the last event, and has not ended. If no event speaks of it,
  /// it has been suspended all the time.
  void stillThere(long task) {
    if (begin >= 0) {
      states.computeIfAbsent(task, _ -> unknown());
    }
  }

  /// Ends the spans that last: after the last event.
  void end(long time) {
    endOfLoop(time);
    states.forEach((task, state) -> emit(state, task, time));
  }
}
