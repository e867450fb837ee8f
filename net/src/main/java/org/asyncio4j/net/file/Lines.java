package org.asyncio4j.net.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// Lines for one `for` loop, which are read when it asks whether there is another.
final class Lines<L> implements Iterator<L> {
  /// Where they come from.
  @FunctionalInterface
  interface Source<L> {
    /// The next line; null at the end.
    @Nullable L next() throws IOException;
  }

  private final Source<L> source;
  private @Nullable L next;

  Lines(Source<L> source) {
    this.source = source;
  }

  @Override
  public boolean hasNext() {
    if (next == null) {
      try {
        next = source.next();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return next != null;
  }

  @Override
  public L next() {
    L line = hasNext() ? next : null;
    if (line == null) {
      throw new NoSuchElementException("there is no further line");
    }
    next = null;
    return line;
  }
}
