package org.asyncio4j.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One use of the console: takes inputs, Java or commands, one after another.
///
/// Used by one thread, but for [#interrupt].
final class Session implements AutoCloseable {
  /// How long the end of tasks is waited for in silence.
  private static final long SILENCE_SECONDS = 2;

  private final PrintStream out;
  private final PrintStream err;
  private final Style style;
  private final Commands commands = new Commands(this);
  private final List<String> inputs = new ArrayList<>();
  private OptionalInt exit = OptionalInt.empty();

  /// Replaced by [#reset]. Read by the thread that handles Ctrl-C, as is the next.
  private volatile Interpreter interpreter;

  /// Complete when the tasks have ended, or the user does not want to wait for them any more; null
  /// while nothing ends.
  private volatile @Nullable CompletableFuture<@Nullable Void> ending;

  Session(PrintStream out, PrintStream err, Style style) {
    this.out = out;
    this.err = err;
    this.style = style;
    interpreter = new Interpreter(out, err, style);
  }

  PrintStream out() {
    return out;
  }

  PrintStream err() {
    return err;
  }

  Interpreter interpreter() {
    return interpreter;
  }

  Commands commands() {
    return commands;
  }

  /// {@return what was given to [#run], in order}
  List<String> inputs() {
    return Collections.unmodifiableList(inputs);
  }

  /// {@return whether `input` can be run as it is} If not, more lines have to follow.
  boolean isComplete(String input) {
    return Commands.isCommand(input) || interpreter.isComplete(input);
  }

  /// Runs one input and waits for its end.
  ///
  /// @return whether it did not fail
  boolean run(String input) throws InterruptedException {
    if (input.isBlank()) {
      return true;
    }
    inputs.add(input.strip());
    return Commands.isCommand(input) ? commands.run(input.strip()) : interpreter.run(input);
  }

  /// Ctrl-C, outside the line editor: for the input that runs, or for the wait at the end. Any
  /// thread.
  void interrupt() {
    CompletableFuture<@Nullable Void> end = ending;
    if (end != null) {
      end.complete(null);
    } else {
      interpreter.interrupt();
    }
  }

  /// Takes no more inputs: what comes after [#run] is [#close].
  void exit(int status) {
    exit = OptionalInt.of(status);
  }

  /// {@return the status given to `/exit`, once it was}
  OptionalInt exitStatus() {
    return exit;
  }

  /// Ends all tasks and forgets everything typed.
  void reset() {
    close();
    interpreter = new Interpreter(out, err, style);
  }

  /// Cancels all tasks and waits until they have ended, or until Ctrl-C.
  @Override
  public void close() {
    CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
    ending = end;
    Interpreter ended = interpreter;
    Thread.ofPlatform()
        .daemon()
        .name("asyncio-console-end")
        .start(() -> {
          try {
            ended.close();
            end.complete(null);
          } catch (Throwable e) {
            end.completeExceptionally(e);
          }
        });
    try {
      awaitEnd(end);
    } catch (ExecutionException e) {
      err.print(ended.traces().format(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ending = null;
    }
  }

  private void awaitEnd(CompletableFuture<@Nullable Void> end)
      throws ExecutionException, InterruptedException {
    try {
      end.get(SILENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      err.println("waiting for the tasks to end; Ctrl-C leaves them");
      end.get();
    }
  }
}
