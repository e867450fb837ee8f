package org.asyncio4j;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The signals that a loop handles. On the loop.
final class Signals {
  private record Handled(OsSignal signal, OsSignal.Handling handling) {
    void end() {
      signal.restore(handling);
    }
  }

  private final EventLoop loop;
  private final Map<String, Handled> handled = new HashMap<>();
  private final Set<SignalReceiver> receivers = new HashSet<>();

  Signals(EventLoop loop) {
    this.loop = loop;
  }

  void add(String name, Runnable callback) {
    OsSignal signal = OsSignal.named(name);
    Context context = Context.copyOfCurrent();
    OsSignal.Handling handling = signal.handle(() -> loop.postOrDrop(() -> context.run(callback)));
    Handled earlier = handled.put(signal.name(), new Handled(signal, handling));
    if (earlier != null) {
      earlier.end();
    }
  }

  boolean remove(String name) {
    Handled ended = handled.remove(OsSignal.named(name).name());
    if (ended == null) {
      return false;
    }
    ended.end();
    return true;
  }

  void add(SignalReceiver receiver) {
    receivers.add(receiver);
  }

  void remove(SignalReceiver receiver) {
    receivers.remove(receiver);
  }

  boolean isEmpty() {
    return handled.isEmpty() && receivers.isEmpty();
  }

  void close() {
    receivers.forEach(SignalReceiver::end);
    receivers.clear();
    handled.values().forEach(Handled::end);
    handled.clear();
  }
}
