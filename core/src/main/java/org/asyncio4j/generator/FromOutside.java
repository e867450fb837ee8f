package org.asyncio4j.generator;

import org.asyncio4j.internal.WaitPoint;

/// A wait that ends when another thread says so.
///
/// @param what a name for it
record FromOutside(String what) implements WaitPoint {
  @Override
  public boolean endsFromOutside() {
    return true;
  }

  @Override
  public String toString() {
    return what;
  }
}
