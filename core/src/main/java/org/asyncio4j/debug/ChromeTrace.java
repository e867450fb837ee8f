package org.asyncio4j.debug;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// Writes a recording in the Trace Event Format, which Perfetto and `chrome://tracing` read: a
/// process for each loop, a thread for each task and for the loop itself, a flow for each wake-up.
///
/// Source: "Trace Event Format", the Chromium project. Times are in microseconds.
final class ChromeTrace {
  /// The loop's own thread; the tasks follow.
  private static final int LOOP_THREAD = 0;

  private final Writer out;
  private final Recording recording;
  private final Map<Long, String> names = new HashMap<>();
  private String comma = "";
  private long flows;

  private ChromeTrace(Writer out, Recording recording) {
    this.out = out;
    this.recording = recording;
  }

  static void write(Writer out, Recording recording) throws IOException {
    try {
      new ChromeTrace(out, recording).write();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void write() throws IOException {
    out.write("{\"displayTimeUnit\":\"ns\",\"otherData\":{\"title\":");
    Json.quote(out, recording.title());
    out.write(",\"began\":\"" + recording.began() + "\",\"droppedEvents\":" + dropped());
    out.write("},\"traceEvents\":[");
    int process = 0;
    for (Recording.Loop loop : recording.loops()) {
      process++;
      int pid = process;
      writeNames(loop, pid);
      loop.read(span -> {
        try {
          writeSpan(loop, pid, span);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    }
    out.write("\n]}\n");
  }

  private long dropped() {
    return recording.loops().stream().mapToLong(loop -> loop.events().dropped()).sum();
  }

  private void writeNames(Recording.Loop loop, int pid) throws IOException {
    writeName("process_name", pid, LOOP_THREAD, loop.name());
    writeName("thread_name", pid, LOOP_THREAD, "the loop");
    for (TaskRecord task : loop.tasks()) {
      names.put(task.number(), task.name());
      writeName("thread_name", pid, task.number(), task.name());
    }
  }

  private void writeName(String what, int pid, long thread, String name) throws IOException {
    begin("M", pid, thread);
    out.write(",\"name\":\"" + what + "\",\"args\":{\"name\":");
    Json.quote(out, name);
    out.write("}}");
    if (what.equals("thread_name")) {
      begin("M", pid, thread);
      out.write(",\"name\":\"thread_sort_index\",\"args\":{\"sort_index\":" + thread + "}}");
    }
  }

  private void begin(String phase, int pid, long thread) throws IOException {
    out.write(comma + "\n{\"ph\":\"" + phase + "\",\"pid\":" + pid + ",\"tid\":" + thread);
    comma = ",";
  }

  private void writeSpan(Recording.Loop loop, int pid, SpanReader.Span span) throws IOException {
    begin("X", pid, span.task());
    time(span.start());
    out.write(",\"dur\":");
    Json.micros(out, span.end() - span.start());
    out.write(",\"cat\":\"" + span.kind().name().toLowerCase(Locale.ROOT) + "\",\"name\":");
    Json.quote(out, describe(loop, span));
    out.write("}");
    if (span.kind() == SpanKind.READY && span.by() != LoopRecorder.NOBODY) {
      flows++;
      writeFlow(
          "s", pid, span.by() == LoopRecorder.CALLBACK ? LOOP_THREAD : span.by(), span.start());
      writeFlow("f\",\"bp\":\"e", pid, span.task(), span.end());
    }
  }

  private void writeFlow(String phase, int pid, long thread, long time) throws IOException {
    begin(phase, pid, thread);
    time(time);
    out.write(",\"id\":" + flows + ",\"cat\":\"wake-up\",\"name\":\"wakes\"}");
  }

  private void time(long time) throws IOException {
    out.write(",\"ts\":");
    Json.micros(out, time);
  }

  private String describe(Recording.Loop loop, SpanReader.Span span) {
    long detail = span.detail();
    return switch (span.kind()) {
      case RUNNING -> "running";
      case READY -> "ready";
      case SLEEP -> "sleep " + seconds(WaitDetail.sleep(detail)) + " s";
      case TASK -> "awaits " + names.getOrDefault(WaitDetail.value(detail), "a task");
      case FUTURE, PRIMITIVE -> "waits for " + loop.name(detail);
      case UNKNOWN -> "suspended";
      case CALLBACK -> loop.name(detail);
      case IDLE -> "waits for events";
    };
  }

  private static String seconds(long nanos) {
    return BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString();
  }
}
