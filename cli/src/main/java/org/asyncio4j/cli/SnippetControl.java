package org.asyncio4j.cli;

import java.io.PrintStream;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.execution.LocalExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import jdk.jshell.spi.SPIResolutionException;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Outcome;
import org.jspecify.annotations.Nullable;

/// Has JShell run every snippet as a task on the session's loop, in this JVM.
///
/// Used by the thread that drives the session, which waits while a snippet runs.
final class SnippetControl extends LocalExecutionControl {
  /// JShell asks a provider for its execution control.
  ///
  /// @param control the one there is
  record Provider(SnippetControl control) implements ExecutionControlProvider {
    @Override
    public String name() {
      return "asyncio";
    }

    @Override
    public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
      return control;
    }
  }

  /// How a snippet ended that did not come to its end.
  ///
  /// @param failure what it threw; null when it was ended by Ctrl-C
  record Failed(@Nullable Throwable failure) {}

  private final InputLoop loop;
  private final Sources sources;
  private final Supplier<JShell> shell;
  private final Traces traces;
  private final PrintStream notices;

  /// Classes that [#sources] does not know yet.
  private final List<String> loaded = new ArrayList<>();

  private boolean prepared;
  private @Nullable Field stop;
  private @Nullable Failed failed;

  /// Runs snippets on `loop`.
  ///
  /// @param shell what uses this control
  /// @param notices where Ctrl-C is answered
  SnippetControl(
      InputLoop loop, Sources sources, Supplier<JShell> shell, Traces traces, PrintStream notices) {
    super(SnippetControl.class.getClassLoader());
    this.loop = loop;
    this.sources = sources;
    this.shell = shell;
    this.traces = traces;
    this.notices = notices;
  }

  /// {@return how the last snippet failed, or null if it did not} Once.
  @Nullable Failed takeFailed() {
    Failed last = failed;
    failed = null;
    return last;
  }

  @Override
  public void load(ClassBytecodes[] classes)
      throws ClassInstallException, NotImplementedException, EngineTerminationException {
    super.load(classes);
    Stream.of(classes).map(ClassBytecodes::name).forEach(loaded::add);
  }

  @Override
  protected String invoke(Method snippet) throws Exception {
    prepareToStop();
    sources.add(loaded, shell.get()); // now, because only now does JShell tell their snippets
    loaded.clear();
    String id = sources.idOf(snippet.getDeclaringClass().getName());
    return onLoop("input #" + id, () -> valueString(call(snippet)));
  }

  @Override
  public String varValue(String className, String varName)
      throws RunException, EngineTerminationException, InternalException {
    try {
      return onLoop("value of " + varName, () -> super.varValue(className, varName));
    } catch (RunException | EngineTerminationException | InternalException e) {
      throw e;
    } catch (Exception e) {
      throw new InternalException(e.toString());
    }
  }

  private static @Nullable Object call(Method snippet) throws Exception {
    try {
      return snippet.invoke(null);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof CancelledError cancelled) {
        throw cancelled; // else the task would have failed instead
      }
      throw e;
    }
  }

  private String onLoop(String name, Callable<String> body) throws Exception {
    failed = null;
    Execution<String> execution = loop.start(name, body::call, this::stopCode);
    try {
      Outcome<String> outcome = execution.await(traces, notices);
      return switch (outcome) {
        case Outcome.Success<String>(String value) -> value;
        case Outcome.Failure<String>(Throwable failure) -> throw failure(execution, failure);
        case Outcome.Cancelled<String>(CancelledError error) -> throw failure(execution, error);
        case null -> throw failure(execution, new CancelledError());
      };
    } finally {
      loop.ended();
    }
  }

  /// What JShell is told. It keeps neither the exception nor what that suppressed, hence [#failed].
  private Exception failure(Execution<?> execution, Throwable thrown) {
    Throwable failure =
        thrown instanceof InvocationTargetException e
            ? Objects.requireNonNull(e.getCause())
            : thrown;
    if (failure instanceof SPIResolutionException) {
      return new InvocationTargetException(failure); // JShell knows what is missing
    }
    boolean byUser =
        execution.gaveUp() || (execution.interrupted() && failure instanceof CancelledError);
    failed = new Failed(byUser ? null : failure);
    return new UserException(null, failure.getClass().getName(), new StackTraceElement[0]);
  }

  /// The superclass weaves a check of a flag into every method and loop of a snippet, and makes the
  /// flag when it first invokes something itself. Where a JDK does it otherwise, code that never
  /// ends cannot be stopped; that is all.
  private void prepareToStop() throws Exception {
    if (!prepared) {
      prepared = true;
      Method nothing = SnippetControl.class.getDeclaredMethod("nothing");
      nothing.setAccessible(true);
      super.invoke(nothing);
      try {
        stop = findClass("REPL.$Cancel$").getField("allStop");
      } catch (ReflectiveOperationException e) {
        return;
      }
    }
    if (stop != null) {
      stop.setBoolean(null, false);
    }
  }

  static void nothing() {}

  private void stopCode() {
    try {
      if (stop != null) {
        stop.setBoolean(null, true);
      }
    } catch (IllegalAccessException e) {
      throw new AssertionError("the field is public", e);
    }
  }
}
