package org.asyncio4j.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Task;

/// What the tasks of a session do: `/tasks`.
final class TaskListing {
  /// How long a loop may take to answer before it counts as stuck.
  private static final long PATIENCE_SECONDS = 2;

  private TaskListing() {}

  static void print(Interpreter interpreter, PrintStream out) throws InterruptedException {
    CompletableFuture<String> answer = new CompletableFuture<>();
    interpreter.loop().callSoonThreadsafe(() -> answer.complete(describe(interpreter.traces())));
    try {
      out.print(answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      throw new AssertionError("the answer is a text", e);
    } catch (TimeoutException e) {
      out.println("The loop does not answer: something on it does not await.");
      BusyTasks.Busy culprit = interpreter.busy().find();
      if (culprit != null) {
        out.println(culprit.name() + " is at");
        out.print(interpreter.traces().live(culprit.stack()));
      }
    }
  }

  /// On the loop.
  private static String describe(Traces traces) {
    List<Task<?>> tasks = Asyncio.allTasks();
    return tasks.isEmpty() ? "no tasks\n" : new AwaitTree(tasks, traces).text();
  }
}
