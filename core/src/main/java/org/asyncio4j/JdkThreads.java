package org.asyncio4j;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// What the confined engine needs of the JDK beyond its public API: a virtual thread with a
/// scheduler of ours, and the carrier of the current thread. Reached by reflection, tried out once,
/// and done without where it fails.
final class JdkThreads {
  private static final System.Logger LOG = System.getLogger("org.asyncio4j");
  private static final AtomicBoolean SAID = new AtomicBoolean();

  private static final @Nullable MethodHandle NEW_VIRTUAL;
  private static final @Nullable MethodHandle CARRIER;
  private static final @Nullable Executor DEFAULT_SCHEDULER;

  /// Why the internals cannot be used, or null.
  private static final @Nullable String PROBLEM;

  /// Whether the confined engine works in this JVM.
  static final boolean AVAILABLE;

  static {
    MethodHandle newVirtual = null;
    MethodHandle carrier = null;
    Executor scheduler = null;
    String problem = null;
    try {
      // A name in this property stands in for java.lang.ThreadBuilders: how a JDK that has moved it
      // looks from here.
      Class<?> builders =
          Class.forName(
              System.getProperty("asyncio.jdk.threadBuilders", "java.lang.ThreadBuilders"));
      newVirtual =
          MethodHandles.privateLookupIn(builders, MethodHandles.lookup())
              .findStatic(
                  builders,
                  "newVirtualThread",
                  MethodType.methodType(
                      Thread.class, Executor.class, String.class, int.class, Runnable.class));
      MethodHandles.Lookup thread =
          MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
      carrier =
          thread.findStatic(
              Thread.class, "currentCarrierThread", MethodType.methodType(Thread.class));
      Class<?> virtualThread = Class.forName("java.lang.VirtualThread");
      scheduler =
          (Executor)
              MethodHandles.privateLookupIn(virtualThread, MethodHandles.lookup())
                  .findStatic(
                      virtualThread, "defaultScheduler", MethodType.methodType(Executor.class))
                  .invoke();
      problem = JdkTrial.run(newVirtual);
    } catch (IllegalAccessException e) {
      problem =
          "java.lang is not open to it: start java with --add-opens java.base/java.lang="
              + Objects.requireNonNullElse(JdkThreads.class.getModule().getName(), "ALL-UNNAMED");
    } catch (Throwable e) {
      problem = "this JDK (" + Runtime.version() + ") differs inside: " + e;
    }
    NEW_VIRTUAL = newVirtual;
    CARRIER = carrier;
    DEFAULT_SCHEDULER = scheduler;
    PROBLEM = problem;
    AVAILABLE = problem == null;
  }

  private JdkThreads() {}

  static void sayOnceWhyNot(Engine wanted) {
    if (SAID.compareAndSet(false, true)) {
      LOG.log(
          wanted == Engine.CONFINED ? WARNING : INFO,
          "asyncio4j runs on the engine \"baton\"; the faster \"confined\" cannot be used: {0}",
          whyNot());
    }
  }

  static String whyNot() {
    return Objects.requireNonNullElse(PROBLEM, "no reason");
  }

  /// A virtual thread, not started, that hands its continuation to `scheduler` whenever it can run.
  static Thread newVirtual(Executor scheduler, String name, Runnable body) {
    try {
      return (Thread) Objects.requireNonNull(NEW_VIRTUAL).invokeExact(scheduler, name, 0, body);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("cannot make a virtual thread", e);
    }
  }

  /// The platform thread under the current thread.
  static Thread carrier() {
    try {
      return (Thread) Objects.requireNonNull(CARRIER).invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException("cannot find the carrier thread", e);
    }
  }

  static Executor defaultScheduler() {
    return Objects.requireNonNull(DEFAULT_SCHEDULER);
  }

  /// A virtual thread, not started, of the JVM's default scheduler, whichever thread asks.
  static Thread newForeign(String name, Runnable body) {
    return AVAILABLE
        ? newVirtual(defaultScheduler(), name, body)
        : Thread.ofVirtual().name(name).unstarted(body);
  }
}
