package org.asyncio4j;

import java.lang.invoke.MethodHandle;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Suspends and resumes one virtual thread the way the confined engine does, to see that this JDK
/// behaves as it expects.
///
/// A class of its own: it runs on another thread while [JdkThreads] is being initialised, and must
/// not wait for that.
final class JdkTrial {
  private JdkTrial() {}

  /// {@return what is not as expected, or null}
  static @Nullable String run(MethodHandle newVirtual) throws Exception {
    AtomicReference<@Nullable String> problem = new AtomicReference<>("the trial did not end");
    Thread trial =
        new Thread(null, () -> problem.set(trial(newVirtual)), "asyncio-trial", 0, false);
    trial.setDaemon(true);
    trial.start();
    trial.join(10_000);
    return problem.get();
  }

  private static @Nullable String trial(MethodHandle newVirtual) {
    Thread carrier = Thread.currentThread();
    Queue<Runnable> submitted = new ArrayDeque<>();
    Queue<Thread> submitters = new ArrayDeque<>();
    Executor scheduler =
        step -> {
          submitted.add(step);
          submitters.add(Thread.currentThread());
        };
    try {
      Thread thread = (Thread) newVirtual.invokeExact(scheduler, "", 0, (Runnable) Thread::yield);
      thread.start();
      submitted.remove().run();
      boolean yielded = submitted.size() == 1 && thread.isAlive();
      submitted.remove().run();
      boolean ended = submitted.isEmpty() && !thread.isAlive();
      boolean here = submitters.stream().allMatch(submitter -> submitter == carrier);
      return yielded && ended && here ? null : "its virtual threads do not yield as expected";
    } catch (Throwable e) {
      return "a virtual thread with a scheduler of its own fails: " + e;
    }
  }
}
