package org.asyncio4j;

import java.util.Objects;
import org.asyncio4j.spi.Clock;
import org.asyncio4j.spi.Reactor;
import org.asyncio4j.spi.ReadyOrder;
import org.jspecify.annotations.Nullable;

/// Decides what runs next on a loop: asyncio's iteration, in which everything that becomes ready
/// waits for the next one.
///
/// One iteration: wait for events unless something is ready; take what other threads sent; add the
/// timers that are due; then run as many entries as are ready now. Entries are of two kinds. A
/// fiber that goes on is chosen by [#next], which runs between two fibers. A callback, the wait and
/// the timers run on the strand, which [#next] chooses when their turn has come.
///
/// All on the loop, but for [#wakeup] and [#post].
final class Scheduler {
  private static final long DAY = 24 * 3_600_000_000_000L;

  final ReadyQueue ready = new ReadyQueue();
  final TimerHeap timers = new TimerHeap();
  final Pulse pulse = new Pulse();
  private final Inbox inbox = new Inbox();

  private final EventLoop loop;
  private final FiberEngine engine;
  private final Clock clock;
  private final @Nullable Reactor reactor;
  private final @Nullable ReadyOrder order;

  /// Whether a new iteration may begin between two fibers while there is nothing to poll, because
  /// nothing in it can be the user's code.
  private final boolean plain;

  private @Nullable Fiber strand;

  /// How many entries of this iteration are left.
  private int batch;

  private boolean stopping;

  /// The callback that runs, or ran last. Written on the loop, read by the watchdog.
  private @Nullable Handle callback;

  /// Whether the strand is in a callback: a place where it may be left behind.
  private boolean inCallback;

  /// Whether a strand was left behind and the new one has not begun.
  private boolean leftBehind;

  /// What a task or callback threw to end the loop.
  private @Nullable Throwable escaped;

  private final LoopWait wait = new LoopWait();

  Scheduler(
      EventLoop loop,
      FiberEngine engine,
      Clock clock,
      @Nullable Reactor reactor,
      @Nullable ReadyOrder order) {
    this.loop = loop;
    this.engine = engine;
    this.clock = clock;
    this.reactor = reactor;
    this.order = order;
    this.plain = clock == Clock.SYSTEM && order == null;
  }

  /// Who runs after `from`, which has given way or ended.
  Fiber next(Fiber from) {
    pulse.step();
    Fiber partner = partner(from);
    return partner != null ? partner : next();
  }

  /// Who runs after `from` ahead of all that is ready, if there is one.
  @Nullable Fiber partner(Fiber from) {
    Fiber callee = from.callee;
    if (callee != null) {
      from.callee = null;
      callee.caller = from;
      return callee;
    }
    Fiber caller = from.caller;
    from.caller = null;
    return caller;
  }

  private Fiber next() {
    while (escaped == null && (batch > 0 || beginPlainIteration())) {
      Object entry = ready.first();
      if (entry instanceof Fiber fiber) {
        take();
        return fiber;
      }
      if (!(entry instanceof Sleep sleep) || loop.observation.instrumented()) {
        break; // for the strand
      }
      take();
      sleep.fire();
    }
    return strand();
  }

  /// Takes `fiber` out of what is ready, if it is there.
  void withdraw(Fiber fiber) {
    int place = ready.remove(fiber);
    if (place >= 0 && place < batch) {
      batch--;
    }
  }

  private Object take() {
    batch--;
    return ready.removeFirst();
  }

  /// Begins an iteration without the strand, when it has nothing to do in it: spares two switches.
  private boolean beginPlainIteration() {
    if (!plain
        || ready.isEmpty()
        || stopping
        || !inbox.isEmpty()
        || engine.hasResumed()
        || polls()
        || (!timers.isEmpty() && timers.first().when <= loop.time())) {
      return false;
    }
    pulse.iteration();
    batch = ready.size();
    return true;
  }

  /// Has `fiber` run in its turn: in the next iteration.
  void resume(Fiber fiber) {
    ready.add(fiber);
    if (loop.observation.instrumented() && fiber.task != null) {
      loop.observation.scheduled(fiber.task);
    }
  }

  // --- the strand ---

  Fiber strand() {
    Fiber strand = this.strand;
    if (strand == null) {
      throw new IllegalStateException("the loop does not run");
    }
    return strand;
  }

  Fiber newStrand() {
    Fiber made = engine.newFiber(null, new Context(), "");
    strand = made;
    inCallback = false;
    return made;
  }

  void runStrand() {
    Fiber self = strand();
    try {
      boolean goOn = true;
      if (leftBehind) {
        leftBehind = false;
        goOn = runIteration(self);
      }
      while (goOn) {
        awaitEvents(timeout());
        beginIteration();
        goOn = runIteration(self);
      }
    } catch (Throwable e) {
      escaped = e;
    } finally {
      if (self == strand) {
        stopping = false;
      }
    }
  }

  /// Has a new strand go on with the iteration while this one is in a foreign blocking call. When
  /// that has ended, this one runs its callback to the end, and no more. On the loop.
  ///
  /// @return false when the strand is in no callback and cannot be left behind
  boolean replaceStrand() {
    if (!inCallback) {
      return false;
    }
    leftBehind = true;
    newStrand();
    return true;
  }

  private long timeout() {
    if (!ready.isEmpty() || stopping) {
      return 0;
    }
    if (timers.isEmpty()) {
      return Long.MAX_VALUE;
    }
    long when = timers.first().when;
    long now = loop.time();
    return when <= now ? 0 : Math.min(when - now, DAY);
  }

  /// Whether there is a reactor with something to wait for.
  private boolean polls() {
    return reactor != null && !reactor.isIdle();
  }

  private void awaitEvents(long nanos) {
    long timeout = nanos;
    boolean polls = polls();
    if (timeout != 0) {
      Thread.interrupted(); // what a callback left behind would keep every wait from waiting
      if (loop.observation.on()) {
        loop.observation.waitBegins(timeout);
      }
      wait.begin(polls ? LoopWait.Place.REACTOR : LoopWait.Place.ENGINE);
      if (!inbox.isEmpty() || engine.hasResumed()) {
        timeout = 0;
      }
    }
    try {
      if (polls) {
        engine.poll(Objects.requireNonNull(reactor), timeout);
      } else if (timeout != 0) {
        engine.idle(timeout);
      }
    } finally {
      if (nanos != 0) {
        wait.end();
        pulse.look();
        loop.watch.busy();
        if (loop.observation.on()) {
          loop.observation.waitEnds();
        }
      }
    }
  }

  private void beginIteration() {
    pulse.iteration();
    inbox.drainTo(ready);
    engine.takeResumed();
    if (!timers.isEmpty()) {
      long now = loop.time();
      while (!timers.isEmpty() && timers.first().when <= now) {
        TimerHandle due = timers.first();
        timers.remove(due);
        ready.add(due);
      }
    }
    batch = ready.size();
    if (order != null) {
      ready.reorder(batch, order);
    }
  }

  /// Runs what is left of this iteration. {@return whether `self` is to begin another}
  private boolean runIteration(Fiber self) {
    Context own = self.context;
    while (batch > 0 && escaped == null) {
      switch (ready.first()) {
        case Fiber _ -> self.suspend();
        case Sleep sleep -> {
          take();
          sleep.fire();
        }
        case Handle handle -> {
          take();
          self.context = handle.context;
          inCallback = true;
          run(handle);
          Thread.interrupted(); // an interrupt that a callback leaves is not the next one's
          if (self != strand) {
            return false;
          }
          inCallback = false;
        }
        default -> throw new AssertionError(ready.first());
      }
    }
    self.context = own;
    return !stopping && escaped == null;
  }

  private void run(Handle handle) {
    callback = handle;
    pulse.step();
    if (loop.observation.on()) {
      loop.observation.callbackBegins(handle);
      handle.run();
      loop.observation.callbackEnds(handle);
    } else {
      handle.run();
    }
  }

  // --- requests ---

  void stop() {
    stopping = true;
  }

  /// Ends the run at once: `failure` is thrown by it.
  void escape(Throwable failure) {
    escaped = failure;
  }

  @Nullable Throwable takeEscaped() {
    Throwable failure = escaped;
    escaped = null;
    batch = 0;
    strand = null;
    return failure;
  }

  long nanoTime() {
    return clock.nanoTime();
  }

  /// Sends `handle` to the loop. Any thread.
  ///
  /// @return false when the loop is closed
  boolean post(Handle handle) {
    if (loop.isCurrent()) { // in line with callSoon
      ready.add(handle);
      return true;
    }
    boolean added = inbox.add(handle);
    if (added) {
      wakeup();
    }
    return added;
  }

  /// Ends the wait, if the loop waits. Any thread.
  void wakeup() {
    LoopWait.Place where = wait.take();
    if (where == LoopWait.Place.REACTOR) {
      Objects.requireNonNull(reactor).wakeup();
    } else if (where == LoopWait.Place.ENGINE) {
      engine.wake();
    }
  }

  /// Whether the loop waits for events. Any thread.
  boolean waits() {
    return wait.isOn();
  }

  /// Whether only an event, or another thread, can end the wait. Any thread, while the loop waits.
  boolean waitsForGood() {
    return waits() && timers.isEmpty();
  }

  /// Whether nothing is ready, sent or set. On the loop.
  boolean restsForGood() {
    return ready.isEmpty() && timers.isEmpty() && inbox.isEmpty() && !engine.hasResumed();
  }

  /// Whether something may happen outside of the process that wakes the loop. On the loop.
  boolean expectsEvents() {
    return reactor != null && reactor.expectsEvents();
  }

  /// Whether the loop's thread has to stay the same until the loop is closed. On that thread.
  boolean isThreadBound() {
    return reactor != null && reactor.isThreadBound();
  }

  @Nullable Handle callback() {
    return callback;
  }

  void close() {
    inbox.close();
    while (!ready.isEmpty()) {
      if (ready.removeFirst() instanceof Fiber fiber) {
        engine.dropReady(fiber);
      }
    }
    timers.clear();
  }

  /// After [#close], on the loop's thread if that had to stay the same.
  void closeReactor() {
    if (reactor != null) {
      reactor.close();
    }
  }
}
