package org.asyncio4j.process;

import java.io.ObjectInputFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How a [ProcessPoolExecutor] is made. Immutable.
public final class ProcessPoolOptions {
  /// What holds where nothing else is said: a worker for each processor.
  public static final ProcessPoolOptions DEFAULT = new ProcessPoolOptions();

  /// What happens to work that finds the queue full.
  public enum WhenFull {
    /// It is refused with a `RejectedExecutionException`.
    REJECT,
    /// Its caller waits; on an event loop, which must not wait, it is refused.
    WAIT
  }

  private int workers = Runtime.getRuntime().availableProcessors();
  private int maxTasksPerChild = Integer.MAX_VALUE;
  private long heap;
  private List<String> jvmOptions = List.of();
  private @Nullable RemoteRunnable initializer;
  private int queueCapacity = 10_000;
  private WhenFull whenFull = WhenFull.REJECT;
  private Consumer<WorkerOutput> output = WorkerOutput::print;
  private int maxMessage = 64 * 1024 * 1024;
  private List<String> allowed = List.of();
  private @Nullable String filter;

  private ProcessPoolOptions() {}

  private ProcessPoolOptions with(Consumer<ProcessPoolOptions> change) {
    ProcessPoolOptions made = new ProcessPoolOptions();
    made.workers = workers;
    made.maxTasksPerChild = maxTasksPerChild;
    made.heap = heap;
    made.jvmOptions = jvmOptions;
    made.initializer = initializer;
    made.queueCapacity = queueCapacity;
    made.whenFull = whenFull;
    made.output = output;
    made.maxMessage = maxMessage;
    made.allowed = allowed;
    made.filter = filter;
    change.accept(made);
    return made;
  }

  private static int atLeast(int least, int value, String what) {
    if (value < least) {
      throw new IllegalArgumentException(
          what + " cannot be " + value + ": give " + least + " or more");
    }
    return value;
  }

  /// {@return how many workers there are at most}
  public int workers() {
    return workers;
  }

  /// {@return these options with another number of workers}
  ///
  /// @param workers how many there are at most, 1 or more; one is started when work finds none idle
  public ProcessPoolOptions withWorkers(int workers) {
    return with(made -> made.workers = atLeast(1, workers, "the number of workers"));
  }

  /// {@return after how many tasks a worker is replaced; `Integer.MAX_VALUE` for never}
  public int maxTasksPerChild() {
    return maxTasksPerChild;
  }

  /// {@return these options with workers that are replaced after some tasks, which bounds what
  /// tasks leave behind}
  ///
  /// @param maxTasksPerChild after how many, 1 or more
  public ProcessPoolOptions withMaxTasksPerChild(int maxTasksPerChild) {
    return with(
        made -> made.maxTasksPerChild = atLeast(1, maxTasksPerChild, "the tasks of a worker"));
  }

  /// {@return the limit of a worker's heap in bytes; 0 for the JVM's own, a quarter of the memory}
  public long heap() {
    return heap;
  }

  /// {@return these options with a limit for the heap of each worker (`-Xmx`)} A worker whose heap
  /// is full ends, and its task fails with a [BrokenProcessException].
  ///
  /// @param bytes 2 MiB or more
  public ProcessPoolOptions withHeap(long bytes) {
    if (bytes < 2 * 1024 * 1024) {
      throw new IllegalArgumentException(
          "a worker cannot do with a heap of " + bytes + " bytes: give 2 MiB or more");
    }
    return with(made -> made.heap = bytes);
  }

  /// {@return the options that the JVMs of the workers are given besides the pool's own}
  public List<String> jvmOptions() {
    return jvmOptions;
  }

  /// {@return these options with others for the workers' JVMs}
  ///
  /// @param options such as `-XX:+UseParallelGC`, in place of those that were given before
  public ProcessPoolOptions withJvmOptions(String... options) {
    List<String> copy = List.of(options);
    return with(made -> made.jvmOptions = copy);
  }

  /// {@return what each worker does first; null for nothing}
  public @Nullable RemoteRunnable initializer() {
    return initializer;
  }

  /// {@return these options with something that each worker does before its first task} Where it
  /// fails, the worker is ended, and the task that it was started for fails with a
  /// [BrokenProcessException] whose cause says why.
  ///
  /// @param initializer runs in the worker
  public ProcessPoolOptions withInitializer(RemoteRunnable initializer) {
    Objects.requireNonNull(initializer, "initializer");
    return with(made -> made.initializer = initializer);
  }

  /// {@return how many tasks wait for a worker at most}
  public int queueCapacity() {
    return queueCapacity;
  }

  /// {@return these options with another limit for the tasks that wait}
  ///
  /// @param queueCapacity how many tasks wait for a worker at most, 0 or more; 10,000 at first
  public ProcessPoolOptions withQueueCapacity(int queueCapacity) {
    return with(made -> made.queueCapacity = atLeast(0, queueCapacity, "the queue's capacity"));
  }

  /// {@return what happens to work that finds the queue full}
  public WhenFull whenFull() {
    return whenFull;
  }

  /// {@return these options with another answer to a full queue}
  ///
  /// @param whenFull what happens to work that finds the queue full; it is refused at first
  public ProcessPoolOptions withWhenFull(WhenFull whenFull) {
    Objects.requireNonNull(whenFull, "whenFull");
    return with(made -> made.whenFull = whenFull);
  }

  /// {@return what is told of what the workers print}
  public Consumer<WorkerOutput> output() {
    return output;
  }

  /// {@return these options with another place for what the workers print}
  ///
  /// @param output told in order, and before the task that printed it ends, on the thread that
  ///   serves the worker: several at once where there are several workers. At first it is printed
  ///   to `System.out` and `System.err` of this process
  public ProcessPoolOptions withOutput(Consumer<WorkerOutput> output) {
    Objects.requireNonNull(output, "output");
    return with(made -> made.output = output);
  }

  /// {@return how long a task or a result may be, serialised}
  public int maxMessage() {
    return maxMessage;
  }

  /// {@return these options with another limit for a task or a result}
  ///
  /// @param bytes how long it may be, serialised, 64 KiB or more; 64 MiB at first
  public ProcessPoolOptions withMaxMessage(int bytes) {
    if (bytes > Integer.MAX_VALUE / 2) {
      throw new IllegalArgumentException("a message cannot have " + bytes + " bytes: give less");
    }
    return with(made -> made.maxMessage = atLeast(64 * 1024, bytes, "the limit of a message"));
  }

  /// {@return the packages whose types may be in tasks and results, besides what always may}
  public List<String> allowed() {
    return allowed;
  }

  /// {@return these options with more packages whose types may be in tasks and results} Without
  /// them these may be: values, collections and exceptions of the JDK, and what is in the same jar
  /// or folder as the task's own class.
  ///
  /// @param packages names, each without those below it; added to those that were given before
  public ProcessPoolOptions withAllowed(String... packages) {
    List<String> more = new ArrayList<>(allowed);
    more.addAll(List.of(packages));
    return with(made -> made.allowed = List.copyOf(more));
  }

  /// {@return the filter that is asked first; null for none}
  public @Nullable String filter() {
    return filter;
  }

  /// {@return these options with an object-input filter of the program's} It is asked first, in the
  /// workers and here: what it allows may come in, what it rejects may not, and where it does not
  /// say the pool's own rules hold.
  ///
  /// @param pattern as of `ObjectInputFilter.Config.createFilter`: `com.acme.**;!com.acme.Secret`
  /// @throws IllegalArgumentException when it is no pattern
  public ProcessPoolOptions withFilter(String pattern) {
    ObjectInputFilter.Config.createFilter(pattern);
    return with(made -> made.filter = pattern);
  }
}
