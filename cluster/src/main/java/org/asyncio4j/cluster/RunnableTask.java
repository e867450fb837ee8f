package org.asyncio4j.cluster;

import org.jspecify.annotations.Nullable;

/// A runnable on its way to another member.
///
/// @param <V> the result's type
/// @param work what to run, serialisable
/// @param result what its future is to have
record RunnableTask<V extends @Nullable Object>(Runnable work, V result)
    implements ClusterCallable<V> {
  @Override
  public V call() {
    work.run();
    return result;
  }
}
