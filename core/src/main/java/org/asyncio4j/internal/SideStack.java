package org.asyncio4j.internal;

/// A call stack beside that of its caller, which runs a piece at a time: until its body pauses, and
/// on from there when somebody resumes it.
///
/// Resumed in a task, the body is a part of that task: what it awaits suspends the task, and
/// context variables are the task's. It has a thread of its own all the same.
public interface SideStack {
  /// Runs the body until it pauses or ends. One at a time; any thread. Suspends where the body
  /// does.
  void resume();

  /// Lets the one who resumed this go on, and returns when somebody does so again. On this stack
  /// only.
  ///
  /// @throws IllegalStateException when the stack cannot be suspended here
  void pause();

  /// {@return whether the caller is the body}
  boolean isCurrent();
}
