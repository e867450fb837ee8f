package org.asyncio4j.cluster;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The submitter's side of one task. Completed once, whatever comes later: a completable future
/// takes no second result. Any thread.
final class RemoteTask<T extends @Nullable Object> extends CompletableFuture<T> {
  private final UUID id;
  private final ClusterMember member;
  private final Submitter submitter;

  RemoteTask(UUID id, ClusterMember member, Submitter submitter) {
    this.id = id;
    this.member = member;
    this.submitter = submitter;
  }

  ClusterMember member() {
    return member;
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelledNow = super.cancel(mayInterruptIfRunning);
    if (cancelledNow) {
      submitter.cancel(id, member, mayInterruptIfRunning);
    }
    return cancelledNow;
  }

  /// What is made from this is not this: cancelling it cancels nothing.
  @Override
  public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }
}
