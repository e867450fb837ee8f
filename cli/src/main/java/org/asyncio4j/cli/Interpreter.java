package org.asyncio4j.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import org.asyncio4j.EventLoop;

/// Compiles and runs what is typed, and tells what came of it. Everything typed before is there.
///
/// Used by the thread that drives the session, but for [#interrupt].
final class Interpreter implements AutoCloseable {
  /// JShell's default imports, ours, and a decision for each name that is in both.
  private static final List<String> IMPORTS =
      List.of(
          "java.io.*",
          "java.math.*",
          "java.net.*",
          "java.nio.file.*",
          "java.time.*",
          "java.util.*",
          "java.util.concurrent.*",
          "java.util.function.*",
          "java.util.prefs.*",
          "java.util.regex.*",
          "java.util.stream.*",
          "org.asyncio4j.*",
          "org.asyncio4j.generator.*",
          "org.asyncio4j.queue.*",
          "org.asyncio4j.sync.*",
          "static org.asyncio4j.Asyncio.*",
          "org.asyncio4j.Future",
          "org.asyncio4j.queue.PriorityQueue",
          "org.asyncio4j.queue.Queue",
          "org.asyncio4j.sync.BrokenBarrierException",
          "org.asyncio4j.sync.Semaphore");

  private final PrintStream err;
  private final InputLoop loop;
  private final Traces traces;
  private final Feedback feedback;
  private final SnippetControl control;

  /// JShell takes a moment to start, which the user spends on typing.
  private final FutureTask<JShell> shell = new FutureTask<>(this::start);

  /// What the next input is called; only digits are the user's.
  private int nextId = 1;

  private boolean started;

  Interpreter(PrintStream out, PrintStream err, Style style) {
    this.err = err;
    Sources sources = new Sources();
    traces = new Traces(sources, style);
    feedback = new Feedback(out, err, style);
    loop = new InputLoop((eventLoop, context) -> err.print(traces.format(context)));
    control = new SnippetControl(loop, sources, this::shell, traces, err);
    Thread.ofPlatform().daemon().name("asyncio-console-start").start(shell);
  }

  private JShell start() {
    JShell made =
        JShell.builder()
            .executionEngine(new SnippetControl.Provider(control), Map.of())
            .idGenerator((snippet, index) -> started ? String.valueOf(nextId++) : "s" + index)
            .fileManager(ClassesWithoutTypeAnnotations::new)
            .tempVariableNameGenerator(() -> "$" + nextId)
            .build();
    IMPORTS.forEach(name -> made.eval("import " + name + ";"));
    started = true;
    return made;
  }

  /// Waits until JShell has started. The line editor interrupts its thread when Ctrl-C is pressed,
  /// and has to learn of it afterwards.
  JShell shell() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return shell.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw new IllegalStateException("JShell does not start", e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  SourceCodeAnalysis analysis() {
    return shell().sourceCodeAnalysis();
  }

  EventLoop loop() {
    return loop.loop();
  }

  Traces traces() {
    return traces;
  }

  BusyTasks busy() {
    return loop.busy();
  }

  /// {@return whether `source` can be run as it is} If not, more lines have to follow.
  boolean isComplete(String source) {
    String rest = source;
    while (!rest.isBlank()) {
      CompletionInfo info = analysis().analyzeCompletion(rest);
      switch (info.completeness()) {
        case DEFINITELY_INCOMPLETE, CONSIDERED_INCOMPLETE -> {
          return false;
        }
        case EMPTY, UNKNOWN -> {
          return true;
        }
        case COMPLETE, COMPLETE_WITH_SEMI -> rest = info.remaining();
      }
    }
    return true;
  }

  /// Runs `source` to its end, or up to the first snippet in it that fails, and tells what came of
  /// each.
  ///
  /// @return whether nothing failed
  boolean run(String source) {
    loop.begin();
    String rest = source;
    while (!rest.isBlank()) {
      CompletionInfo info = analysis().analyzeCompletion(rest);
      String snippet = info.source() == null || info.source().isBlank() ? rest : info.source();
      if (info.completeness() == SourceCodeAnalysis.Completeness.EMPTY) {
        return true;
      }
      if (!evaluate(snippet)) {
        return false;
      }
      rest = snippet.equals(rest) ? "" : info.remaining();
    }
    return true;
  }

  private boolean evaluate(String snippet) {
    boolean good = true;
    for (SnippetEvent event : shell().eval(snippet)) {
      good &= feedback.tell(shell(), event);
    }
    SnippetControl.Failed failed = control.takeFailed();
    if (failed != null) {
      err.print(failed.failure() == null ? "KeyboardInterrupt\n" : traces.format(failed.failure()));
    }
    return good && failed == null;
  }

  /// {@return what was typed and is still valid, in order}
  List<Snippet> snippets() {
    return shell().snippets().filter(snippet -> Character.isDigit(snippet.id().charAt(0))).toList();
  }

  /// Ctrl-C. Any thread.
  void interrupt() {
    loop.interrupt();
  }

  /// Cancels all tasks and waits until they have ended.
  @Override
  public void close() {
    loop.close();
  }
}
