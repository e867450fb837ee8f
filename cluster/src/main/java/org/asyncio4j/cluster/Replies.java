package org.asyncio4j.cluster;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a task ended, as bytes: one that says which, and the value or the [Failure]. Any thread.
final class Replies {
  private static final byte VALUE = 0;
  private static final byte FAILURE = 1;

  private Replies() {}

  /// At the member: what the task returned.
  static byte[] value(@Nullable Object value, Payloads payloads) {
    try {
      return with(VALUE, payloads.write(value, "the task's result"));
    } catch (IllegalArgumentException e) {
      return failure(
          new ClusterSerializationException(String.valueOf(e.getMessage()), e.getCause()),
          payloads);
    }
  }

  /// At the member: what the task threw.
  static byte[] failure(Throwable thrown, Payloads payloads) {
    byte @Nullable [] whole;
    try {
      whole = payloads.write(thrown, "what the task threw");
    } catch (IllegalArgumentException e) {
      whole = null;
    }
    Failure failure =
        new Failure(
            thrown.getClass().getName(), String.valueOf(thrown), thrown.getStackTrace(), whole);
    return with(FAILURE, payloads.write(failure, "what the task threw"));
  }

  private static byte[] with(byte kind, byte[] payload) {
    byte[] reply = new byte[payload.length + 1];
    reply[0] = kind;
    System.arraycopy(payload, 0, reply, 1, payload.length);
    return reply;
  }

  /// At the submitter.
  ///
  /// @return the value
  /// @throws Throwable what the task threw, with the frames that it had there
  static @Nullable Object open(byte[] reply, Payloads payloads, ClusterMember from)
      throws Throwable {
    byte[] payload = Arrays.copyOfRange(reply, 1, reply.length);
    if (reply[0] == VALUE) {
      return payloads.read(payload, "the result from " + from, "this side");
    }
    Failure failure =
        (Failure)
            Objects.requireNonNull(
                payloads.read(payload, "what a task threw on " + from, "this side"));
    Throwable thrown = asThrown(failure, payloads, from);
    mark(thrown, from, Collections.newSetFromMap(new IdentityHashMap<>()));
    throw thrown;
  }

  private static Throwable asThrown(Failure failure, Payloads payloads, ClusterMember from) {
    String why = "it is not serialisable";
    if (failure.whole() != null) {
      try {
        return (Throwable)
            Objects.requireNonNull(
                payloads.read(failure.whole(), "what a task threw on " + from, "this side"));
      } catch (ClusterSerializationException e) {
        why = String.valueOf(e.getMessage());
      }
    }
    ClusterSerializationException inWords =
        new ClusterSerializationException(
            "a task on "
                + from
                + " threw a "
                + failure.type()
                + " that cannot be had here: "
                + failure.text()
                + " ("
                + why
                + ")",
            null);
    inWords.setStackTrace(failure.stack());
    return inWords;
  }

  /// Writes the member in front of each frame, as a class loader's name is written: `at
  /// 127.0.0.1:5701//jobs.Count.call(Count.java:12)`.
  private static void mark(Throwable thrown, ClusterMember from, Set<Throwable> seen) {
    if (!seen.add(thrown)) {
      return;
    }
    thrown.setStackTrace(
        Arrays.stream(thrown.getStackTrace())
            .map(frame -> at(frame, from))
            .toArray(StackTraceElement[]::new));
    if (thrown.getCause() != null) {
      mark(thrown.getCause(), from, seen);
    }
    for (Throwable suppressed : thrown.getSuppressed()) {
      mark(suppressed, from, seen);
    }
  }

  private static StackTraceElement at(StackTraceElement frame, ClusterMember from) {
    return new StackTraceElement(
        from.address(),
        frame.getModuleName(),
        frame.getModuleVersion(),
        frame.getClassName(),
        frame.getMethodName(),
        frame.getFileName(),
        frame.getLineNumber());
  }
}
