package org.asyncio4j.cluster;

import org.jspecify.annotations.Nullable;

/// The member that a task was for is not in the cluster, or this side is not: there will be no
/// result. Or a queue could not be asked. Nothing runs the task again; whoever submitted it
/// decides, by [#mayHaveRun].
///
/// A member is lost when its JVM ends, when it leaves, or when nothing was heard of it for the
/// [heartbeat time][ClusterOptions#withHeartbeatTimeout]. Nobody can tell these apart from outside:
/// what may have run may even run still.
public final class MemberLostException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// Whose task it was; null when there was none to give it to.
  private final @Nullable ClusterMember member;

  /// Whether the task was sent.
  private final boolean mayHaveRun;

  MemberLostException(
      String message,
      @Nullable ClusterMember member,
      boolean mayHaveRun,
      @Nullable Throwable cause) {
    super(message, cause);
    this.member = member;
    this.mayHaveRun = mayHaveRun;
  }

  static MemberLostException notStarted(ClusterMember member, @Nullable Throwable cause) {
    return new MemberLostException(
        member + " is not in the cluster: the task has not run", member, false, cause);
  }

  static MemberLostException started(ClusterMember member, @Nullable Throwable cause) {
    return new MemberLostException(
        "the connection to " + member + " was lost: the task may have run, wholly, in part or not",
        member,
        true,
        cause);
  }

  static MemberLostException left(ClusterMember member) {
    return new MemberLostException(
        "this side has left the cluster: the task on " + member + " may have run, or run still",
        member,
        true,
        null);
  }

  static MemberLostException alone() {
    return new MemberLostException(
        "there is no member in the cluster to run the task: it has not run", null, false, null);
  }

  static MemberLostException queue(String name, Throwable cause) {
    return new MemberLostException(
        "queue '"
            + name
            + "' cannot be asked: the call may have been carried out or not ("
            + cause.getMessage()
            + ")",
        null,
        true,
        cause);
  }

  /// {@return the member that was to run the task; null when there was none, and for a queue}
  public @Nullable ClusterMember member() {
    return member;
  }

  /// {@return false when the task was not sent, so that it can be submitted again safely; true when
  /// it may have run: wholly, in part, or not}
  public boolean mayHaveRun() {
    return mayHaveRun;
  }
}
