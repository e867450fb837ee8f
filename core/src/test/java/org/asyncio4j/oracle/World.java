package org.asyncio4j.oracle;

import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.ExceptionGroup;
import org.asyncio4j.Future;
import org.asyncio4j.Outcome;
import org.asyncio4j.ReturnWhen;
import org.asyncio4j.Task;
import org.asyncio4j.queue.Queue;
import org.asyncio4j.sync.Barrier;
import org.asyncio4j.sync.BrokenBarrierException;
import org.asyncio4j.sync.Condition;
import org.asyncio4j.sync.Event;
import org.asyncio4j.sync.Lock;
import org.asyncio4j.sync.Semaphore;

/// What a program works on, and its interpreter.
final class World {
  private final List<String> trace;
  private final List<Task<Integer>> tasks = new ArrayList<>();
  private final List<Lock> locks = List.of(Lock.create(), Lock.create());
  private final List<Semaphore> semaphores = List.of(Semaphore.create(1), Semaphore.create(1));
  private final List<Queue<String>> queues = List.of(Queue.create(1), Queue.create(1));
  private final List<Event> events = List.of(Event.create(), Event.create());
  private final Condition condition = Condition.create();
  private final Barrier barrier = Barrier.create(2);

  private World(List<String> trace) {
    this.trace = trace;
  }

  /// Runs a program as the main task does. What it logs goes to `trace`.
  static void main(List<Operation> program, List<String> trace) {
    World world = new World(trace);
    Task<Integer> root = createTask(() -> world.run(program, "m"));
    try {
      int top =
          Asyncio.timeout(
              Duration.ofSeconds(100),
              _ -> {
                return root.await();
              });
      world.log("top=" + top);
    } catch (Throwable e) {
      world.log("top!" + pythonName(e));
    }
    world.tasks.forEach(Task::cancel);
    var _ = Asyncio.gatherSettled(world.tasks);
    world.log("end@" + now());
  }

  private int run(List<Operation> body, String name) throws Exception {
    try {
      for (int index = 0; index < body.size(); index++) {
        Operation op = body.get(index);
        step(op, name + "." + index + op.op());
      }
      return body.size();
    } catch (CancelledError e) {
      log(name + "!cancelled");
      throw e;
    } finally {
      log(name + ".");
    }
  }

  private void step(Operation op, String tag) throws Exception {
    log(tag + "@" + now());
    try {
      perform(op, tag);
    } catch (Exception e) {
      Throwable failure = unwrapped(e);
      log(tag + "!" + describe(failure, e));
      if (op.rethrow() && !(failure instanceof BrokenBarrierException)) {
        throw e;
      }
    }
  }

  private static String describe(Throwable failure, Exception e) throws Exception {
    return switch (failure) {
      case TimeoutException _ -> "timeout";
      case BrokenBarrierException _ -> "broken";
      case ExceptionGroup group -> "group " + group.exceptions().size();
      case Planned _ -> "planned";
      default -> throw e;
    };
  }

  private void perform(Operation op, String tag) throws Exception {
    switch (op.op()) {
      case "sleep" -> sleep(seconds(op));
      case "yield" -> sleep(0);
      case "lock" -> locks.get(op.which()).with(() -> hold(op, tag));
      case "sem" -> semaphores.get(op.which()).with(() -> hold(op, tag));
      case "put" -> {
        queues.get(op.which()).put(tag);
        log(tag + "+");
      }
      case "get" -> log(tag + "=" + queues.get(op.which()).get());
      case "set" -> events.get(op.which()).set();
      case "clear" -> events.get(op.which()).clear();
      case "wait_event" -> {
        events.get(op.which()).await();
        log(tag + "+");
      }
      case "wait_cond" ->
          condition.with(() -> {
            condition.await();
            log(tag + "+");
          });
      case "notify" -> condition.with(() -> condition.notify(op.n()));
      case "barrier" -> log(tag + "=" + barrier.await());
      case "cancel" -> {
        if (!tasks.isEmpty()) {
          log(tag + "=" + python(tasks.get(op.which() % tasks.size()).cancel()));
        }
      }
      case "uncancel" -> {
        Task<?> task = Objects.requireNonNull(Asyncio.currentTask());
        log(tag + "=" + task.cancelling() + ">" + task.uncancel());
      }
      case "raise" -> throw new Planned(tag);
      case "spawn" -> task(body(op), tag);
      case "timeout" -> timeout(op, tag);
      case "wait_for" ->
          log(
              tag
                  + "="
                  + Asyncio.<Integer>waitFor(
                      Asyncio.async(tag, () -> run(body(op), tag)),
                      Duration.ofSeconds(seconds(op))));
      case "shield" -> log(tag + "=" + Asyncio.shield(task(body(op), tag)));
      case "gather" -> log(tag + "=" + Asyncio.gather(tasks(op, tag)));
      case "settled" -> log(tag + "=" + settled(Asyncio.gatherSettled(tasks(op, tag))));
      case "wait" -> await(op, tag);
      case "as_completed" -> asCompleted(op, tag);
      case "group" -> group(op, tag);
      default -> throw new IllegalArgumentException(op.op());
    }
  }

  private void hold(Operation op, String tag) {
    log(tag + "+");
    sleep(op.hold());
  }

  private void timeout(Operation op, String tag) throws TimeoutException {
    boolean expired =
        Asyncio.timeout(
            Duration.ofSeconds(seconds(op)),
            scope -> {
              run(body(op), tag);
              return scope.expired();
            });
    log(tag + "+" + python(expired));
  }

  private static String settled(List<Outcome<Integer>> outcomes) {
    return outcomes.stream()
        .map(outcome ->
            switch (outcome) {
              case Outcome.Success<Integer>(Integer value) -> String.valueOf(value);
              case Outcome.Failure<Integer>(Throwable failure) -> pythonName(failure);
              case Outcome.Cancelled<Integer> _ -> "CancelledError";
            })
        .collect(Collectors.joining(" "));
  }

  private void await(Operation op, String tag) {
    List<Task<Integer>> made = tasks(op, tag);
    Duration limit = op.seconds() == null ? null : Duration.ofSeconds(op.seconds());
    var waited = Asyncio.wait(made, limit, ReturnWhen.valueOf(Objects.requireNonNull(op.until())));
    log(
        made.stream()
            .map(task -> waited.done().contains(task) ? "done" : "pending")
            .collect(Collectors.joining(" ", tag + "=", "")));
  }

  private void asCompleted(Operation op, String tag) {
    List<Task<Integer>> made = tasks(op, tag);
    for (Future<Integer> task : Asyncio.asCompleted(made)) {
      log(tag + ":" + made.indexOf(task) + "=" + task.await());
    }
  }

  private void group(Operation op, String tag) {
    Asyncio.taskGroup(group -> {
      int number = 0;
      for (List<Operation> body : bodies(op)) {
        String name = tag + "/" + number++;
        tasks.add(group.createTask(() -> run(body, name)));
      }
    });
    log(tag + "+");
  }

  private Task<Integer> task(List<Operation> body, String name) {
    Task<Integer> task = createTask(() -> run(body, name));
    tasks.add(task);
    return task;
  }

  private List<Task<Integer>> tasks(Operation op, String tag) {
    List<List<Operation>> bodies = bodies(op);
    return IntStream.range(0, bodies.size())
        .mapToObj(number -> task(bodies.get(number), tag + "/" + number))
        .toList();
  }

  // --- small things ---

  private void log(String event) {
    trace.add(event);
  }

  private static void sleep(int seconds) {
    Asyncio.sleep(Duration.ofSeconds(seconds));
  }

  private static long now() {
    return Math.round(Asyncio.getRunningLoop().time() / 1e9);
  }

  private static int seconds(Operation op) {
    return Objects.requireNonNull(op.seconds());
  }

  private static List<Operation> body(Operation op) {
    return Objects.requireNonNull(op.body());
  }

  private static List<List<Operation>> bodies(Operation op) {
    return Objects.requireNonNull(op.bodies());
  }

  private static String python(boolean value) {
    return value ? "True" : "False";
  }

  private static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private static String pythonName(Throwable failure) {
    return switch (unwrapped(failure)) {
      case TimeoutException _ -> "TimeoutError";
      case CancelledError _ -> "CancelledError";
      case ExceptionGroup _ -> "ExceptionGroup";
      case Throwable other -> other.getClass().getSimpleName();
    };
  }

  /// The failure that programs raise on purpose.
  static final class Planned extends RuntimeException {
    private static final long serialVersionUID = 1;

    Planned(String message) {
      super(message, null, false, false);
    }
  }
}
