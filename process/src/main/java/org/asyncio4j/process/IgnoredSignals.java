package org.asyncio4j.process;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;

/// In a worker: Ctrl-C in a terminal, and a service manager's SIGTERM, reach all processes. The
/// pool's process decides what they mean, and its workers end with it. By reflection, for javac
/// warns of every mention of `sun.misc.Signal`.
final class IgnoredSignals {
  private IgnoredSignals() {}

  static void ignore() {
    for (String name : new String[] {"INT", "TERM", "HUP"}) {
      try {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Field ignore = handler.getField("SIG_IGN");
        signal
            .getMethod("handle", signal, handler)
            .invoke(null, signal.getConstructor(String.class).newInstance(name), ignore.get(null));
      } catch (InvocationTargetException e) { // not on this system
      } catch (ReflectiveOperationException e) {
        return; // a JDK without the module jdk.unsupported
      }
    }
  }
}
