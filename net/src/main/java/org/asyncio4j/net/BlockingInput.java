package org.asyncio4j.net;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A stream of the JDK's, read a block at a time by a helper thread, and only when somebody asks.
///
/// A read that has begun cannot be taken back. What it brings stays here until it is taken, also
/// when whoever asked has gone: so nothing is lost between two loops that read standard input.
///
/// Any thread.
final class BlockingInput {
  private static final int BLOCK = 64 * 1024;
  private static final byte[] NONE = {};

  final InputStream stream;

  /// Whether a thread is in `read`. This and what follows is guarded by this.
  private boolean reading;

  private byte[] ready = NONE;
  private boolean ended;
  private @Nullable IOException failure;

  /// Who is to be told that there is something.
  private @Nullable Runnable asking;

  BlockingInput(InputStream stream) {
    this.stream = stream;
  }

  /// Has `told` called, once and on any thread, as soon as [#take] says something.
  void ask(Runnable told) {
    boolean there;
    synchronized (this) {
      there = ready.length > 0 || ended || failure != null;
      asking = there ? null : told;
      if (!there && !reading) {
        reading = true;
        HelperThreads.execute(this::read);
      }
    }
    if (there) {
      told.run();
    }
  }

  /// Tells nobody.
  synchronized void forget() {
    asking = null;
  }

  private void read() {
    byte[] block = new byte[BLOCK];
    int count = -1;
    IOException problem = null;
    try {
      count = stream.read(block);
    } catch (IOException e) {
      problem = e;
    } catch (RuntimeException e) { // the stream may be the program's own
      problem = new IOException(e);
    }
    Runnable told;
    synchronized (this) {
      reading = false;
      if (problem != null) {
        failure = problem;
      } else if (count < 0) {
        ended = true;
      } else {
        ready = join(ready, Arrays.copyOf(block, count));
      }
      told = asking;
      asking = null;
    }
    if (told != null) {
      told.run();
    }
  }

  /// What has come. {@return null at the end; empty when it was taken already}
  synchronized byte @Nullable [] take() throws IOException {
    if (ready.length > 0) {
      byte[] taken = ready;
      ready = NONE;
      return taken;
    }
    if (failure != null) {
      throw failure;
    }
    return ended ? null : NONE;
  }

  /// Undoes taking `taken`.
  synchronized void putBack(byte[] taken) {
    ready = join(taken, ready);
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, Math.addExact(first.length, second.length));
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
