package org.asyncio4j.generator;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.asyncio4j.generator.Step.Yielded;
import org.jspecify.annotations.Nullable;

/// A generator's values, for a `for` statement. It looks one ahead, because that asks before it
/// takes.
final class Values<Y extends @Nullable Object> implements Iterator<Y> {
  private final Generator<Y, ?, ?> generator;

  /// Null until it is asked for.
  private @Nullable Step<Y, ?> ahead;

  Values(Generator<Y, ?, ?> generator) {
    this.generator = generator;
  }

  private Step<Y, ?> ahead() {
    Step<Y, ?> step = ahead;
    if (step == null) {
      step = generator.next();
      ahead = step;
    }
    return step;
  }

  @Override
  public boolean hasNext() {
    return ahead() instanceof Yielded;
  }

  @Override
  public Y next() {
    if (!(ahead() instanceof Yielded<Y, ?> yielded)) {
      throw new NoSuchElementException("the generator has ended");
    }
    ahead = null;
    return yielded.value();
  }
}
