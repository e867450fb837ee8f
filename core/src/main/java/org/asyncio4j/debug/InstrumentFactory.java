package org.asyncio4j.debug;

import org.asyncio4j.EventLoop;
import org.jspecify.annotations.Nullable;

/// Gives every new loop of the process an instrument. Services of this type on the path are asked.
@FunctionalInterface
public interface InstrumentFactory {
  /// {@return an instrument for a loop, or null for none} Called once for each loop, while it is
  /// being made; the loop may be kept but not used yet.
  ///
  /// @param loop the new loop
  @Nullable Instrument instrument(EventLoop loop);
}
