package org.asyncio4j.generator;

/// Thrown into a generator's body where it yields, when the generator is closed (Python's
/// `GeneratorExit`).
///
/// It is an `Error` so that `catch (Exception e)` cannot swallow it. Use `finally` to clean up;
/// where it is caught, the body may end, but not yield again.
public final class GeneratorExit extends Error {
  private static final long serialVersionUID = 1;

  /// What [Generator#close] throws into the body.
  public GeneratorExit() {
    super(null, null, true, false);
  }
}
