package org.asyncio4j.debug;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Awaitable;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Task;
import org.jspecify.annotations.Nullable;

/// Records what the tasks of one or more loops do, and draws it: a lane for each task, with what it
/// ran, what it waited for and who woke it.
///
/// {@snippet file="org/asyncio4j/debug/TimelineExamples.java" region="record"}
///
/// `./asyncio run --trace out.html FILE.java` does this for a whole program, and so does
/// `-Dasyncio.trace=out.html` on any command line.
///
/// **Cost.** About 33 ns for each event, 25 of them for the clock, and 24 bytes; a task that
/// suspends and goes on makes three. The last million events of a loop are kept; what was before is
/// dropped, and the page says so.
///
/// **Thread rule.** Any thread may stop it and write it, also while it records; [#start] and
/// [#record] are called on the loop.
public final class Timeline {
  static final int DEFAULT_EVENTS = 1_000_000;

  private final int capacity;
  private final String title;
  private final Instant began = Instant.now();
  private final long origin = System.nanoTime();

  /// In order of being added. Guarded by itself.
  private final List<LoopRecorder> recorders = new ArrayList<>();

  /// How many loops were added, and how many of them forgotten. Guarded by the recorders.
  private int added;

  private int dropped;

  private Timeline(String title, int capacity) {
    this.title = title;
    this.capacity = capacity;
  }

  /// {@return a timeline that records nothing yet, and keeps the last million events of a loop}
  ///
  /// @param title what is recorded: a program, a test
  public static Timeline create(String title) {
    return create(title, DEFAULT_EVENTS);
  }

  /// {@return a timeline that records nothing yet}
  ///
  /// @param title what is recorded: a program, a test
  /// @param events how many of the last events of a loop to keep; loops that are closed share that
  ///   number, and the oldest of them are dropped first
  /// @throws IllegalArgumentException when `events` is not positive
  public static Timeline create(String title, int events) {
    if (events <= 0) {
      throw new IllegalArgumentException("events is " + events + ": keep at least one");
    }
    return new Timeline(Objects.requireNonNull(title, "title"), events);
  }

  // --- recording ---

  /// Records `loop` from now on; does nothing if it does so already. Tasks that are there already
  /// have a lane from here on.
  ///
  /// @param loop one that does not run, or the running one
  public void start(EventLoop loop) {
    synchronized (recorders) {
      if (find(loop) == null) {
        loop.addInstrument(begin(loop));
      }
    }
  }

  /// What records a loop, when it is added to that.
  Instrument begin(EventLoop loop) {
    Task<?> current = loop.isRunning() ? Asyncio.currentTask() : null;
    synchronized (recorders) {
      LoopRecorder recorder = new LoopRecorder(loop, ++added, capacity, origin, current);
      recorders.add(recorder);
      dropClosed();
      return recorder;
    }
  }

  /// Loops may come and go without an end: of those that are closed, as many are kept as one loop's
  /// share holds.
  private void dropClosed() {
    long kept = 0;
    for (int i = recorders.size() - 1; i >= 0; i--) {
      LoopRecorder recorder = recorders.get(i);
      if (recorder.loop.isClosed()) {
        kept += recorder.log.size();
        if (kept > capacity) {
          recorders.remove(i);
          dropped++;
        }
      }
    }
  }

  private @Nullable LoopRecorder find(EventLoop loop) {
    for (LoopRecorder recorder : recorders) {
      if (recorder.loop == loop && recorder.records()) {
        return recorder;
      }
    }
    return null;
  }

  /// Records the running loop, all its tasks included, while `body` runs here. Suspends where the
  /// body does. The recording ends with the body, however that ends.
  ///
  /// @param <T> the value's type
  /// @param body what to run
  /// @return its value
  /// @throws IllegalStateException when this loop is being recorded already
  public <T extends @Nullable Object> T record(Awaitable<? extends T> body) {
    EventLoop loop = Asyncio.getRunningLoop();
    synchronized (recorders) {
      if (find(loop) != null) {
        throw new IllegalStateException("this timeline records " + loop + " already");
      }
    }
    start(loop);
    try {
      return Asyncio.await(body);
    } finally {
      stop(loop);
    }
  }

  /// As [#record(Awaitable)], for a body without a value.
  ///
  /// @param body what to run
  public void record(Awaitable.Action body) {
    record(Awaitable.of(body));
  }

  /// Ends the recording of `loop`; does nothing if there is none.
  ///
  /// @param loop one that does not run, or the running one
  public void stop(EventLoop loop) {
    synchronized (recorders) {
      LoopRecorder recorder = find(loop);
      if (recorder != null) {
        recorder.stop();
        loop.removeInstrument(recorder);
      }
    }
  }

  /// Ends all recording at once. Any thread.
  void stop() {
    synchronized (recorders) {
      recorders.forEach(LoopRecorder::stop);
    }
  }

  // --- writing: any thread ---

  /// Writes what was recorded until now, in the format that the file's name asks for: `.json` as
  /// [#writeChromeTrace], everything else as [#writeHtml].
  ///
  /// @param file is made, or replaced
  /// @throws IOException when it cannot be written
  public void write(Path file) throws IOException {
    if (file.toString().endsWith(".json")) {
      writeChromeTrace(file);
    } else {
      writeHtml(file);
    }
  }

  /// Writes what was recorded until now as one HTML page that needs nothing else.
  ///
  /// @param file is made, or replaced
  /// @throws IOException when it cannot be written
  public void writeHtml(Path file) throws IOException {
    try (Writer out = Files.newBufferedWriter(file, UTF_8)) {
      HtmlPage.write(out, recording());
    }
  }

  /// Writes what was recorded until now as a trace that [Perfetto](https://ui.perfetto.dev) and
  /// `chrome://tracing` read: a process for each loop, a thread for each task, a flow for each
  /// wake-up.
  ///
  /// @param file is made, or replaced
  /// @throws IOException when it cannot be written
  public void writeChromeTrace(Path file) throws IOException {
    try (Writer out = Files.newBufferedWriter(file, UTF_8)) {
      ChromeTrace.write(out, recording());
    }
  }

  Recording recording() {
    synchronized (recorders) {
      List<Recording.Loop> loops = recorders.stream().map(LoopRecorder::read).toList();
      return new Recording(title, began, loops, dropped);
    }
  }

  @Override
  public String toString() {
    synchronized (recorders) {
      long kept = recorders.stream().mapToLong(recorder -> recorder.log.size()).sum();
      return "<Timeline of " + title + ": " + recorders.size() + " loops, " + kept + " events>";
    }
  }
}
