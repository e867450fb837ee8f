package org.asyncio4j.sync;

/// A semaphore that cannot be released more often than it was acquired
/// (`asyncio.BoundedSemaphore`).
public final class BoundedSemaphore extends Semaphore {
  private final int bound;

  private BoundedSemaphore(int permits) {
    super(permits);
    this.bound = permits;
  }

  /// {@return a semaphore}
  ///
  /// @param permits how many tasks may enter, at least 0
  public static BoundedSemaphore create(int permits) {
    return new BoundedSemaphore(permits);
  }

  /// {@inheritDoc}
  ///
  /// @throws IllegalStateException when all permits are free already
  @Override
  public void release() {
    if (permits() >= bound) {
      throw new IllegalStateException(
          "the semaphore was released more often than acquired: all "
              + bound
              + " permits are free");
    }
    super.release();
  }
}
