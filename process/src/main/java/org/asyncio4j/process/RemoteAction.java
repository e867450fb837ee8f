package org.asyncio4j.process;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// A `Runnable` as work with a value.
final class RemoteAction implements RemoteCallable<@Nullable Void> {
  @Serial private static final long serialVersionUID = 1;

  @SuppressWarnings("serial") // that it is not is found out, and said, when it is sent
  final Runnable action;

  RemoteAction(Runnable action) {
    this.action = action;
  }

  @Override
  public @Nullable Void call() {
    action.run();
    return null;
  }

  /// What the program gave, which tells where its classes come from.
  static Object unwrapped(Object work) {
    return work instanceof RemoteAction wrapped ? wrapped.action : work;
  }
}
