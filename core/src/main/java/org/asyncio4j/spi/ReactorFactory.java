package org.asyncio4j.spi;

import org.asyncio4j.EventLoop;

/// Makes the reactor of a new loop. A service of this type on the path is used by every loop that
/// is given no other.
@FunctionalInterface
public interface ReactorFactory {
  /// {@return a reactor for one loop} Called once, while the loop is being made; the loop may be
  /// kept but not used yet.
  ///
  /// @param loop the loop that will own the reactor
  Reactor open(EventLoop loop);
}
