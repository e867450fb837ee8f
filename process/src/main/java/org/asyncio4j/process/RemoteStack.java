package org.asyncio4j.process;

import java.io.Serial;

/// The last cause of an exception that came from another JVM: says which process that was. The
/// exception's own stack trace is the one from there, too.
public final class RemoteStack extends Exception {
  @Serial private static final long serialVersionUID = 1;

  /// The worker's.
  private final long pid;

  /// With all causes.
  private final String trace;

  RemoteStack(long pid, String trace) {
    super("thrown in process " + pid + ", a worker of a pool", null, false, false);
    this.pid = pid;
    this.trace = trace;
  }

  /// {@return the worker's process id}
  public long pid() {
    return pid;
  }

  /// {@return the stack trace as the worker would have printed it, with all causes}
  public String trace() {
    return trace;
  }

  /// Makes this the last cause of `failure`; or, where that has a cause that is fixed, suppressed.
  void attachTo(Throwable failure) {
    Throwable last = failure;
    for (int i = 0; i < 100; i++) {
      Throwable cause = last.getCause();
      if (cause == null) {
        try {
          last.initCause(this);
        } catch (IllegalStateException e) {
          failure.addSuppressed(this);
        }
        return;
      }
      last = cause;
    }
    failure.addSuppressed(this);
  }
}
