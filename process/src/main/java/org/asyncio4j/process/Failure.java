package org.asyncio4j.process;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.asyncio4j.CancelledError;

/// What a task has failed with: as text, which everybody can read, and as the exception itself,
/// where that is serialisable.
///
/// @param text its `toString`
/// @param trace its stack trace, printed
/// @param thrown serialised, or nothing
@SuppressWarnings("ArrayRecordComponent") // never compared
record Failure(String text, String trace, byte[] thrown) {
  private static final int MAX_TEXT = 256 * 1024;

  /// In the worker. Never throws.
  static Failure of(Throwable thrown, int maxBytes) {
    byte[] serialised = Frame.NOTHING;
    String text = thrown.getClass().getName();
    String trace = "";
    try {
      text = limited(String.valueOf(thrown));
      StringWriter written = new StringWriter();
      thrown.printStackTrace(new PrintWriter(written, true));
      trace = limited(written.toString());
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(thrown);
      }
      if (bytes.size() + text.length() * 3L + trace.length() * 3L < maxBytes) {
        serialised = bytes.toByteArray();
      }
    } catch (Throwable e) { // an exception with methods of its own that fail: the text has to do
    }
    return new Failure(text, trace, serialised);
  }

  private static String limited(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "...";
  }

  byte[] toBytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (String each : new String[] {text, trace}) {
        byte[] encoded = each.getBytes(StandardCharsets.UTF_8);
        out.writeInt(encoded.length);
        out.write(encoded);
      }
      out.write(thrown);
    }
    return bytes.toByteArray();
  }

  static Failure from(byte[] bytes) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      String text = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
      String trace = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
      return new Failure(text, trace, in.readAllBytes());
    }
  }

  /// In the pool's process: {@return the exception as it was, with a [RemoteStack] as its last
  /// cause; a [RemoteException] where that cannot be}
  Throwable toThrowable(long pid, AllowedTypes allowed, Origin origin) {
    RemoteStack stack = new RemoteStack(pid, trace);
    Throwable failure = null;
    String why = "";
    if (thrown.length > 0) {
      try {
        failure = (Throwable) FilteredInput.read(thrown, allowed, origin);
      } catch (IOException
          | ClassNotFoundException
          | RuntimeException
          | LinkageError
          | StackOverflowError e) {
        why = " (it cannot be brought here: " + e.getMessage() + ")";
      }
    } else {
      why = " (it is not serialisable, or too long)";
    }
    if (failure == null
        || failure instanceof CancellationException // here that would say that we have cancelled
        || failure instanceof CancelledError) {
      failure = new RemoteException("the task failed with " + text + why);
    } else {
      continueHere(failure);
    }
    stack.attachTo(failure);
    return failure;
  }

  /// Has the stack trace go on in this process, as if the task had been called. The JDK's launcher
  /// of source files cannot print one that is shorter than its own.
  private static void continueHere(Throwable failure) {
    StackTraceElement[] there = failure.getStackTrace();
    StackTraceElement[] here = new Throwable().getStackTrace();
    StackTraceElement[] both = Arrays.copyOf(there, there.length + here.length);
    System.arraycopy(here, 0, both, there.length, here.length);
    failure.setStackTrace(both);
  }
}
