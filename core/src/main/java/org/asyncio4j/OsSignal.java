package org.asyncio4j;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A signal of the operating system. The JDK offers them only as `sun.misc.Signal`, of the module
/// `jdk.unsupported`, which javac warns about at every mention: hence the reflection, all of it
/// here.
final class OsSignal {
  private static final Class<?> SIGNAL;
  private static final Class<?> HANDLER;
  private static final MethodHandle NEW;
  private static final MethodHandle HANDLE;
  private static final MethodHandle RAISE;

  static {
    try {
      SIGNAL = Class.forName("sun.misc.Signal");
      HANDLER = Class.forName("sun.misc.SignalHandler");
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      NEW = lookup.findConstructor(SIGNAL, MethodType.methodType(void.class, String.class));
      HANDLE = lookup.findStatic(SIGNAL, "handle", MethodType.methodType(HANDLER, SIGNAL, HANDLER));
      RAISE = lookup.findStatic(SIGNAL, "raise", MethodType.methodType(void.class, SIGNAL));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// Which handler of ours came last, by signal: all loops of the process share its signals.
  private static final Map<String, Handling> LATEST = new HashMap<>();

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
  /// @return for [#restore]
  /// @throws IllegalArgumentException when the system or the JVM keeps the signal for itself
  Handling handle(Runnable action) {
    synchronized (LATEST) {
      Handling mine = new Handling(name, action);
      mine.before = install(mine.proxy);
      LATEST.put(name, mine);
      return mine;
    }
  }

  /// Takes a handler back. Who handled the signal before does so again, unless somebody has taken
  /// it since. Handlers may go in any order, each once.
  void restore(Handling mine) {
    synchronized (LATEST) {
      mine.over = true;
      if (LATEST.get(name) != mine) {
        return; // a later one of ours handles the signal, and skips this one when it goes
      }
      Object heir = Objects.requireNonNull(mine.before);
      Handling earlier = Handling.of(heir);
      while (earlier != null && earlier.over) {
        heir = Objects.requireNonNull(earlier.before);
        earlier = Handling.of(heir);
      }
      Object now = install(heir);
      if (now != mine.proxy) {
        install(now); // the program's own
      }
      if (earlier == null) {
        LATEST.remove(name);
      } else {
        LATEST.put(name, earlier);
      }
    }
  }

  /// Sends this process the signal.
  void raise() {
    try {
      RAISE.invoke(signal);
    } catch (Throwable e) {
      throw Failures.unchecked(e);
    }
  }

  private Object install(Object handler) {
    try {
      return HANDLE.invoke(signal, handler);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "signal '" + name + "' cannot be handled: the system or the JVM keeps it for itself", e);
    } catch (Throwable e) {
      throw Failures.unchecked(e);
    }
  }

  /// One handler of ours.
  static final class Handling implements InvocationHandler {
    private final String name;
    private final Runnable action;
    private final Object proxy;

    /// Who handled the signal until then. Set at once.
    private @Nullable Object before;

    private boolean over;

    private Handling(String name, Runnable action) {
      this.name = name;
      this.action = action;
      this.proxy = Proxy.newProxyInstance(HANDLER.getClassLoader(), new Class<?>[] {HANDLER}, this);
    }

    private static @Nullable Handling of(Object handler) {
      return Proxy.isProxyClass(handler.getClass())
              && Proxy.getInvocationHandler(handler) instanceof Handling ours
          ? ours
          : null;
    }

    /// Whether the JVM itself handled the signal before. Its handler is shown in a wrapping of the
    /// JDK's, a program's as it is.
    boolean replacedDefault() {
      return Objects.requireNonNull(before).getClass().getName().startsWith("sun.misc.");
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] args) {
      return switch (method.getName()) {
        case "handle" -> {
          action.run();
          yield null;
        }
        case "equals" -> proxy == Objects.requireNonNull(args)[0];
        case "hashCode" -> System.identityHashCode(proxy);
        default -> "asyncio4j's handler of " + name;
      };
    }
  }
}
