package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/// A body without a value as one with the value null; it still knows whose code it runs.
record Valueless(Awaitable.Action action) implements Awaitable<@Nullable Void> {
  @Override
  public @Nullable Void await() throws Exception {
    action.run();
    return null;
  }
}
