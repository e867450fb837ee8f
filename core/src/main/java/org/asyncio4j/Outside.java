package org.asyncio4j;

import org.asyncio4j.internal.WaitPoint;

/// What is done on another thread.
///
/// @param what its name
record Outside(String what) implements WaitPoint {
  @Override
  public boolean endsFromOutside() {
    return true;
  }

  @Override
  public String toString() {
    return what;
  }
}
