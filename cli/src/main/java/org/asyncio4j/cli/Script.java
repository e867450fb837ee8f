package org.asyncio4j.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.util.concurrent.atomic.AtomicReference;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/// A session that is fed from a pipe or file: no prompt, no banner, values on stdout.
final class Script {
  /// What a failed input does to those after it.
  enum OnFailure {
    GO_ON,
    STOP
  }

  private Script() {}

  /// Runs what `source` holds.
  ///
  /// @param out where values are shown
  /// @param err where failures are shown
  ///
  /// @return the exit status: what `/exit` says, else 1 if an input failed and 0 if none did
  static int run(Reader source, PrintStream out, PrintStream err) throws IOException {
    AtomicReference<@Nullable Session> current = new AtomicReference<>();
    Object before = Signals.register("INT", () -> interrupt(current.get()));
    try (Session session = new Session(out, err, Style.PLAIN)) {
      current.set(session);
      boolean good = feed(source, session, OnFailure.GO_ON);
      return session.exitStatus().orElse(good ? 0 : 1);
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts this thread", e);
    } finally {
      Signals.unregister("INT", before);
    }
  }

  private static void interrupt(@Nullable Session session) {
    if (session != null) {
      session.interrupt();
    }
  }

  /// Gives `session` one input after the other, each as many lines as it needs.
  ///
  /// @return whether none failed
  static boolean feed(Reader source, Session session, OnFailure onFailure)
      throws IOException, InterruptedException {
    BufferedReader lines =
        source instanceof BufferedReader buffered ? buffered : new BufferedReader(source);
    StringBuilder input = new StringBuilder();
    boolean good = true;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      input.append(line).append('\n');
      if (session.isComplete(input.toString())) {
        good &= session.run(input.toString());
        input.setLength(0);
        if (session.exitStatus().isPresent() || (!good && onFailure == OnFailure.STOP)) {
          return good;
        }
      }
    }
    return session.run(input.toString()) && good; // an unfinished input says what it lacks
  }
}
