package org.asyncio4j;

import static java.lang.System.Logger.Level.WARNING;

import java.lang.ref.Cleaner;
import java.util.List;
import org.asyncio4j.internal.Binding;
import org.asyncio4j.internal.Internals;
import org.asyncio4j.internal.LoopView;
import org.asyncio4j.internal.Owner;
import org.asyncio4j.internal.SideStack;
import org.asyncio4j.internal.Tracked;
import org.jspecify.annotations.Nullable;

/// The runtime, as the other packages of this module see it.
final class CoreInternals implements Internals {
  private static final Cleaner CLEANER = Cleaner.create();

  static {
    Internals.provide(new CoreInternals());
  }

  private CoreInternals() {}

  @Override
  public SideStack newStack(Runnable body) {
    return JdkThreads.AVAILABLE ? new CarriedStack(body) : new HandedStack(body);
  }

  @Override
  public @Nullable Owner owner() {
    return Belongings.ofCurrent();
  }

  @Override
  public <T extends @Nullable Object> Future<T> newFuture(Object standsFor) {
    return Asyncio.getRunningLoop().createFuture(standsFor);
  }

  @Override
  public Binding newBinding() {
    return new LoopBinding();
  }

  @Override
  public Cleaner.Cleanable whenGarbage(Object handle, Runnable action) {
    return CLEANER.register(handle, action);
  }

  @Override
  public @Nullable List<StackTraceElement> creationSite() {
    return Debug.isOnHere() ? Debug.callSite() : null;
  }

  @Override
  public Tracked unclosed(Object resource, @Nullable List<StackTraceElement> madeAt) {
    return madeAt == null
        ? Tracked.NOT
        : Unclosed.here(resource, Unclosed.complaint(resource), madeAt);
  }

  @Override
  public void closeAside(AutoCloseable owned) {
    JdkThreads.newForeign("asyncio-close", () -> closeOrLog(owned)).start();
  }

  @Override
  public long numberOf(Task<?> task) {
    return task.number();
  }

  @Override
  public boolean failed(Task<?> task) {
    return task.failed();
  }

  @Override
  public List<LoopView> loops() {
    return Loops.all();
  }

  private static void closeOrLog(AutoCloseable owned) {
    try {
      owned.close();
    } catch (Throwable e) {
      System.getLogger("org.asyncio4j")
          .log(WARNING, "Exception while closing " + owned + ", which nobody uses any more", e);
    }
  }
}
