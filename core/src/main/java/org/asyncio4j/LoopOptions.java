package org.asyncio4j;

import java.util.Objects;
import org.asyncio4j.spi.Clock;
import org.asyncio4j.spi.ReactorFactory;
import org.asyncio4j.spi.ReadyOrder;
import org.jspecify.annotations.Nullable;

/// How a loop is made.
///
/// @param engine how tasks are suspended
/// @param blocking what happens while a task is in a foreign blocking call
/// @param debug whether debug mode is on from the start
/// @param clock where the loop reads the time
/// @param reactor what makes the reactor it waits on; null for the one found on the path, if there
///   is one
/// @param order in which order it runs what is ready; null for the order of becoming ready
public record LoopOptions(
    Engine engine,
    Blocking blocking,
    boolean debug,
    Clock clock,
    @Nullable ReactorFactory reactor,
    @Nullable ReadyOrder order) {

  /// Checks that nothing is missing.
  public LoopOptions {
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(blocking, "blocking");
    Objects.requireNonNull(clock, "clock");
  }

  /// {@return what the system properties and the environment say, else [Engine#AUTO],
  /// [Blocking#HOLD], no debug mode}
  ///
  /// @throws IllegalArgumentException when a property has a value that is not known
  public static LoopOptions defaults() {
    return new LoopOptions(
        Engine.of(System.getProperty("asyncio.engine", "auto")),
        Blocking.of(System.getProperty("asyncio.blocking", "hold")),
        Debug.ON,
        Clock.SYSTEM,
        null,
        null);
  }

  /// {@return these options with another engine}
  ///
  /// @param engine how tasks are suspended
  public LoopOptions withEngine(Engine engine) {
    return new LoopOptions(engine, blocking, debug, clock, reactor, order);
  }

  /// {@return these options with another policy for blocking calls}
  ///
  /// @param blocking what happens while a task is in one
  public LoopOptions withBlocking(Blocking blocking) {
    return new LoopOptions(engine, blocking, debug, clock, reactor, order);
  }

  /// {@return these options with debug mode on or off}
  ///
  /// @param debug whether it is on from the start
  public LoopOptions withDebug(boolean debug) {
    return new LoopOptions(engine, blocking, debug, clock, reactor, order);
  }

  /// {@return these options with another clock}
  ///
  /// @param clock where the loop reads the time
  public LoopOptions withClock(Clock clock) {
    return new LoopOptions(engine, blocking, debug, clock, reactor, order);
  }

  /// {@return these options with a reactor}
  ///
  /// @param reactor makes what the loop waits on
  public LoopOptions withReactor(ReactorFactory reactor) {
    return new LoopOptions(engine, blocking, debug, clock, reactor, order);
  }

  /// {@return these options with another order}
  ///
  /// @param order in which order the loop runs what is ready
  public LoopOptions withReadyOrder(ReadyOrder order) {
    return new LoopOptions(engine, blocking, debug, clock, reactor, order);
  }
}
