package org.asyncio4j;

/// When [Asyncio#wait] returns.
public enum ReturnWhen {
  /// As soon as one is done, in whatever way.
  FIRST_COMPLETED,

  /// As soon as one has failed, which being cancelled is not; otherwise when all are done.
  FIRST_EXCEPTION,

  /// When all are done.
  ALL_COMPLETED
}
