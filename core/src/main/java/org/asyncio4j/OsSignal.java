package org.asyncio4j;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Proxy;

/// A signal of the operating system. The JDK offers them only as `sun.misc.Signal`, of the module
/// `jdk.unsupported`, which javac warns about at every mention: hence the reflection, all of it
/// here.
final class OsSignal {
  private static final Class<?> SIGNAL;
  private static final Class<?> HANDLER;
  private static final MethodHandle NEW;
  private static final MethodHandle HANDLE;

  static {
    try {
      SIGNAL = Class.forName("sun.misc.Signal");
      HANDLER = Class.forName("sun.misc.SignalHandler");
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      NEW = lookup.findConstructor(SIGNAL, MethodType.methodType(void.class, String.class));
      HANDLE = lookup.findStatic(SIGNAL, "handle", MethodType.methodType(HANDLER, SIGNAL, HANDLER));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String name;
  private final Object signal;

  private OsSignal(String name, Object signal) {
    this.name = name;
    this.signal = signal;
  }

  /// The signal called `name`, with or without the `SIG` in front.
  ///
  /// @throws IllegalArgumentException when there is none
  static OsSignal named(String name) {
    String plain = name.startsWith("SIG") ? name.substring(3) : name;
    try {
      return new OsSignal(plain, NEW.invoke(plain));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("there is no signal '" + name + "' here", e);
    } catch (Throwable e) {
      throw Failures.unchecked(e);
    }
  }

  String name() {
    return name;
  }

  /// Has `action` called on a thread of the JVM's whenever the process receives this signal.
  ///
  /// @return what handled it before, for [#restore]
  /// @throws IllegalArgumentException when the system or the JVM keeps the signal for itself
  Object handle(Runnable action) {
    return restore(
        Proxy.newProxyInstance(
            HANDLER.getClassLoader(),
            new Class<?>[] {HANDLER},
            (proxy, method, args) ->
                switch (method.getName()) {
                  case "handle" -> {
                    action.run();
                    yield null;
                  }
                  case "equals" -> proxy == args[0];
                  case "hashCode" -> System.identityHashCode(proxy);
                  default -> "asyncio4j's handler of " + name;
                }));
  }

  /// Has `handler`, which handled this signal once, handle it again.
  ///
  /// @return what handled it until now
  Object restore(Object handler) {
    try {
      return HANDLE.invoke(signal, handler);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "signal '" + name + "' cannot be handled: the system or the JVM keeps it for itself", e);
    } catch (Throwable e) {
      throw Failures.unchecked(e);
    }
  }

  /// Whether `handler` is the JVM's own. It is shown in a wrapping of the JDK's, a program's
  /// handler as it is.
  static boolean isDefault(Object handler) {
    return handler.getClass().getName().startsWith("sun.misc.");
  }
}
