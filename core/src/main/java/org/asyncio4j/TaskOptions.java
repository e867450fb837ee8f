package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/// How a task is made (the keyword arguments of `asyncio.create_task`).
///
/// @param name for messages and tools, or null for `Task-` and a number
/// @param context what the task runs in, or null for a copy of its creator's
/// @param eagerStart whether its first step runs at once, inside `createTask`, up to its first
///   suspension
public record TaskOptions(@Nullable String name, @Nullable Context context, boolean eagerStart) {
  /// No name, a copied context, no eager start.
  public static final TaskOptions DEFAULT = new TaskOptions(null, null, false);

  /// {@return these options with a name}
  ///
  /// @param name for messages and tools
  public TaskOptions withName(String name) {
    return new TaskOptions(name, context, eagerStart);
  }

  /// {@return these options with a context, which the task shares with whoever else runs in it}
  ///
  /// @param context what the task runs in
  public TaskOptions withContext(Context context) {
    return new TaskOptions(name, context, eagerStart);
  }

  /// {@return these options with eager start on or off}
  ///
  /// @param eagerStart whether the first step runs inside `createTask`
  public TaskOptions withEagerStart(boolean eagerStart) {
    return new TaskOptions(name, context, eagerStart);
  }
}
