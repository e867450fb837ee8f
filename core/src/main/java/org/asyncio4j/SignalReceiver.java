package org.asyncio4j;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// Signals of the operating system as something to iterate over, while this is open (trio's
/// `open_signal_receiver`); made by [Asyncio#openSignalReceiver].
///
/// {@snippet file="org/asyncio4j/SignalReceiverTest.java" region="signals"}
///
/// As in the operating system, a signal that comes again before it was taken is one. Until closed
/// this replaces whoever handled these signals, `Asyncio.run`'s Ctrl-C and the JVM's own end on
/// SIGTERM included; then they handle them again. A signal that has come and was not taken is
/// raised once more for them: none is lost.
///
/// Thread rule: on the loop that it was opened on. One task at a time may wait.
public final class SignalReceiver implements Iterable<String>, AutoCloseable {
  private record Handled(OsSignal signal, OsSignal.Handling handling) {}

  private final EventLoop loop;
  private final Map<String, Handled> handled = new LinkedHashMap<>();

  /// What has come and the loop has not seen. Any thread.
  private final Queue<OsSignal> incoming = new ConcurrentLinkedQueue<>();

  /// What the loop has seen and nobody has taken, in the order it came.
  private final LinkedHashMap<String, OsSignal> pending = new LinkedHashMap<>();

  private @Nullable Future<@Nullable Void> waiter;

  /// Written on the loop.
  private volatile boolean closed;

  private SignalReceiver(EventLoop loop) {
    this.loop = loop;
  }

  static SignalReceiver open(EventLoop loop, String... names) {
    if (names.length == 0) {
      throw new IllegalArgumentException("no signal was named: give some, such as \"TERM\"");
    }
    List<OsSignal> signals = new ArrayList<>();
    for (String name : names) {
      signals.add(OsSignal.named(name));
    }
    SignalReceiver receiver = new SignalReceiver(loop);
    try {
      signals.forEach(receiver::handle);
    } catch (IllegalArgumentException e) {
      receiver.restore();
      throw e;
    }
    loop.signals.add(receiver);
    return receiver;
  }

  private void handle(OsSignal signal) {
    if (!handled.containsKey(signal.name())) {
      handled.put(signal.name(), new Handled(signal, signal.handle(() -> arrived(signal))));
    }
  }

  /// On a thread of the JVM's.
  private void arrived(OsSignal signal) {
    incoming.add(signal);
    if (closed) {
      raiseIncoming();
    } else {
      loop.postOrDrop(this::take);
    }
  }

  private void take() {
    if (closed) {
      raiseIncoming();
      return;
    }
    for (OsSignal signal = incoming.poll(); signal != null; signal = incoming.poll()) {
      pending.putIfAbsent(signal.name(), signal);
    }
    wake();
  }

  /// For who handles them when this does not any more.
  private void raiseIncoming() {
    for (OsSignal signal = incoming.poll(); signal != null; signal = incoming.poll()) {
      signal.raise();
    }
  }

  private void wake() {
    if (waiter != null && !waiter.done()) {
      waiter.setResult(null);
    }
  }

  // --- taking ---

  /// Suspends until one of the signals has come. Cancelled, it leaves them to the next call.
  ///
  /// @return its name, such as `TERM`
  /// @throws IllegalStateException when this is closed, or another task waits here
  public String receive() {
    if (!awaitNext()) {
      throw new IllegalStateException("this receiver of signals is closed");
    }
    return takeFirst();
  }

  /// {@return the names of the signals as they come; waiting for the next one suspends, and ends
  /// when this is closed}
  @Override
  public Iterator<String> iterator() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return awaitNext();
      }

      @Override
      public String next() {
        if (!awaitNext()) {
          throw new NoSuchElementException("this receiver of signals is closed");
        }
        return takeFirst();
      }
    };
  }

  private String takeFirst() {
    String name = pending.sequencedKeySet().getFirst();
    pending.remove(name);
    return name;
  }

  private boolean awaitNext() {
    loop.checkThread();
    while (pending.isEmpty() && !closed) {
      if (waiter != null) {
        throw new IllegalStateException("another task waits for these signals already");
      }
      Future<@Nullable Void> turn = loop.createFuture();
      waiter = turn;
      try {
        turn.await();
      } finally {
        waiter = null;
      }
    }
    return !closed;
  }

  // --- the end ---

  /// Leaves the signals to who handled them before, those included that were not taken. Who waits
  /// here goes on.
  @Override
  public void close() {
    loop.checkThread();
    loop.signals.remove(this);
    end();
  }

  /// As [#close]; the loop may have ended.
  void end() {
    if (!closed) {
      closed = true;
      restore();
      pending.values().forEach(OsSignal::raise);
      pending.clear();
      raiseIncoming();
      wake();
    }
  }

  private void restore() {
    handled.values().forEach(each -> each.signal.restore(each.handling));
  }

  @Override
  public String toString() {
    return "SignalReceiver" + handled.keySet() + (closed ? " (closed)" : "");
  }
}
