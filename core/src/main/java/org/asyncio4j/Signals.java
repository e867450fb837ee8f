package org.asyncio4j;

import java.util.HashMap;
import java.util.Map;

/// The signals that a loop handles. On the loop.
final class Signals {
  private record Replaced(OsSignal signal, Object before) {}

  private final EventLoop loop;
  private final Map<String, Replaced> replaced = new HashMap<>();

  Signals(EventLoop loop) {
    this.loop = loop;
  }

  void add(String name, Runnable callback) {
    OsSignal signal = OsSignal.named(name);
    Context context = Context.copyOfCurrent();
    Object before = signal.handle(() -> loop.postOrDrop(() -> context.run(callback)));
    replaced.putIfAbsent(signal.name(), new Replaced(signal, before));
  }

  boolean remove(String name) {
    Replaced handled = replaced.remove(OsSignal.named(name).name());
    if (handled == null) {
      return false;
    }
    handled.signal().restore(handled.before());
    return true;
  }

  void close() {
    replaced.values().forEach(handled -> handled.signal().restore(handled.before()));
    replaced.clear();
  }
}
