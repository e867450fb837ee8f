package org.asyncio4j.sync;

/// The barrier was reset or aborted while the task waited at it (`asyncio.BrokenBarrierError`).
public final class BrokenBarrierException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  BrokenBarrierException(String message) {
    super(message);
  }
}
