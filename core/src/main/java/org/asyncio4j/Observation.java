package org.asyncio4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.asyncio4j.debug.Instrument;
import org.asyncio4j.debug.InstrumentFactory;
import org.jspecify.annotations.Nullable;

/// Who looks on at every step of a loop: debug mode and the instruments. On the loop.
///
/// The loop asks [#on] first, so that nobody pays when nobody looks.
final class Observation {
  private static final List<InstrumentFactory> FACTORIES =
      ServiceLoader.load(InstrumentFactory.class).stream()
          .map(ServiceLoader.Provider::get)
          .toList();

  final SlowSteps slowSteps = new SlowSteps();

  private final EventLoop loop;
  private boolean debug;

  /// Never changed, but replaced: an instrument may remove itself while it is told.
  private List<Instrument> instruments = List.of();

  private boolean instrumented;

  /// Whether anybody looks at the steps.
  private boolean on;

  Observation(EventLoop loop, boolean debug) {
    this.loop = loop;
    this.debug = debug;
    this.on = debug;
  }

  void addInstrumentsOfTheProcess() {
    for (InstrumentFactory factory : FACTORIES) {
      Instrument made = factory.instrument(loop);
      if (made != null) {
        add(made);
      }
    }
  }

  boolean on() {
    return on;
  }

  boolean instrumented() {
    return instrumented;
  }

  void setDebug(boolean debug) {
    slowSteps.begin(); // the step that turns debug mode on is watched from here on
    this.debug = debug;
    on = debug || instrumented;
  }

  void add(Instrument instrument) {
    List<Instrument> more = new ArrayList<>(instruments);
    more.add(Objects.requireNonNull(instrument, "instrument"));
    replace(more);
  }

  boolean remove(Instrument instrument) {
    List<Instrument> fewer = new ArrayList<>(instruments);
    boolean removed = fewer.remove(instrument);
    replace(fewer);
    return removed;
  }

  private void replace(List<Instrument> now) {
    instruments = List.copyOf(now);
    instrumented = !now.isEmpty();
    on = debug || instrumented;
  }

  // --- what they are told ---

  void stepBegins(Task<?> task) {
    if (debug) {
      slowSteps.begin();
    }
    tell(instrument -> instrument.beforeStep(task));
  }

  void stepEnds(Task<?> task, @Nullable Suspension wait) {
    if (debug) {
      slowSteps.end(loop, task, task.createdAt);
    }
    if (instrumented) {
      Object waitsFor = AwaitGraph.meaning(wait);
      tell(instrument -> instrument.afterStep(task, waitsFor));
    }
  }

  void callbackBegins(Handle handle) {
    if (debug) {
      slowSteps.begin();
    }
    tell(instrument -> instrument.beforeCallback(handle));
  }

  void callbackEnds(Handle handle) {
    if (debug) {
      slowSteps.end(loop, handle, handle.createdAt);
    }
    tell(instrument -> instrument.afterCallback(handle));
  }

  void spawned(Task<?> task) {
    tell(instrument -> instrument.taskSpawned(task));
  }

  void scheduled(Task<?> task) {
    tell(instrument -> instrument.taskScheduled(task));
  }

  void exited(Task<?> task) {
    tell(instrument -> instrument.taskExited(task));
  }

  void waitBegins(long timeoutNanos) {
    tell(instrument -> instrument.beforeWait(timeoutNanos));
  }

  void waitEnds() {
    tell(Instrument::afterWait);
  }

  private void tell(Consumer<Instrument> event) {
    for (Instrument instrument : instruments) {
      try {
        event.accept(instrument);
      } catch (Throwable e) {
        remove(instrument);
        loop.callExceptionHandler(
            ExceptionContext.of("Exception in an instrument, which was removed: " + instrument, e));
      }
    }
  }
}
