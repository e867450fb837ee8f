package org.asyncio4j.debug;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// What the writers write: all that was recorded until some moment.
///
/// @param title what ran
/// @param began when the recording began; the times in it count from here
/// @param loops in the order in which they were added
/// @param droppedLoops how many loops were forgotten, since they had ended long ago
record Recording(String title, Instant began, List<Loop> loops, int droppedLoops) {

  /// What one loop did.
  ///
  /// @param name unique in the recording
  /// @param events what happened
  /// @param tasks in order of creation; all that the events know
  /// @param there the numbers of those that had not ended before the last event
  /// @param names what the events point to
  /// @param end when the recording of this loop ended
  record Loop(
      String name,
      EventLog.Snapshot events,
      List<TaskRecord> tasks,
      Set<Long> there,
      List<String> names,
      long end) {

    void read(Consumer<SpanReader.Span> spans) {
      SpanReader reader = new SpanReader(spans);
      events.read(reader);
      there.forEach(reader::stillThere);
      reader.end(end);
    }

    /// The name that the detail of an event points to.
    String name(long detail) {
      return names.get(WaitDetail.name(detail));
    }
  }
}
