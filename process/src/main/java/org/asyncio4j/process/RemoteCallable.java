package org.asyncio4j.process;

import java.io.Serializable;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Work that can be sent to another JVM: a lambda that is written where one of these is expected is
/// serialisable, and so are a record and a reference to a static method. What it captures has to be
/// serialisable too.
///
/// {@snippet file="org/asyncio4j/process/PoolExamples.java" region="callable"}
///
/// @param <V> the result's type, serialisable
@FunctionalInterface
public interface RemoteCallable<V extends @Nullable Object> extends Callable<V>, Serializable {
  /// {@return `work`} For a parameter that takes any `Callable`, and so would have a plain lambda
  /// made.
  ///
  /// @param <V> the result's type, serialisable
  /// @param work what to do
  static <V extends @Nullable Object> RemoteCallable<V> of(RemoteCallable<V> work) {
    return Objects.requireNonNull(work, "work");
  }

  /// {@return what does `work`, which has no value}
  ///
  /// @param work what to do
  static RemoteCallable<@Nullable Void> of(RemoteRunnable work) {
    return new RemoteAction(Objects.requireNonNull(work, "work"));
  }
}
