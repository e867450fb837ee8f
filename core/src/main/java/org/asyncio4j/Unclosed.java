package org.asyncio4j;

import static java.lang.System.Logger.Level.WARNING;

import java.lang.ref.Cleaner;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.asyncio4j.internal.Tracked;
import org.jspecify.annotations.Nullable;

/// Something that was made in debug mode and is still to be closed, or awaited (asyncio's
/// `ResourceWarning`). If nobody does, that is logged: when it has become garbage, or when its loop
/// is closed.
///
/// It does not know the thing, which could not become garbage otherwise. Any thread.
final class Unclosed implements Tracked, Runnable {
  private static final System.Logger LOG = System.getLogger("org.asyncio4j");
  private static final Cleaner CLEANER = Cleaner.create();

  private final @Nullable EventLoop loop;
  private final String complaint;
  private final List<StackTraceElement> madeAt;
  private final AtomicBoolean settled = new AtomicBoolean();

  /// Set before anybody else knows this.
  private Cleaner.@Nullable Cleanable cleanable;

  private Unclosed(@Nullable EventLoop loop, String complaint, List<StackTraceElement> madeAt) {
    this.loop = loop;
    this.complaint = complaint;
    this.madeAt = madeAt;
  }

  /// Notes `thing`, which belongs to the loop that runs here.
  static Unclosed here(Object thing, String complaint, List<StackTraceElement> madeAt) {
    Fiber fiber = Fiber.current();
    return of(fiber == null ? null : fiber.loop, thing, complaint, madeAt);
  }

  /// Notes `thing`, which is closed with `loop` at the latest.
  static Unclosed of(
      @Nullable EventLoop loop, Object thing, String complaint, List<StackTraceElement> madeAt) {
    Unclosed note = new Unclosed(loop, complaint, madeAt);
    note.cleanable = CLEANER.register(thing, note);
    if (loop != null) {
      loop.unclosed.add(note);
    }
    return note;
  }

  static String complaint(Object resource) {
    return "unclosed " + Description.ofValue(resource) + ": close it, best with try-with-resources";
  }

  @Override
  public void closed() {
    if (settle() && cleanable != null) {
      cleanable.clean(); // runs run(), which finds nothing to do, and forgets the registration
    }
  }

  /// The thing is garbage. On the cleaner's thread, or in [#closed].
  @Override
  public void run() {
    lost();
  }

  @Override
  public void lost() {
    if (settle()) {
      LOG.log(WARNING, "{0}{1}", complaint, Stacks.createdAt(madeAt));
    }
  }

  private boolean settle() {
    if (loop != null) {
      loop.unclosed.remove(this);
    }
    return settled.compareAndSet(false, true);
  }
}
