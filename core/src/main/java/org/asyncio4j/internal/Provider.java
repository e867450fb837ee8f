package org.asyncio4j.internal;

import org.jspecify.annotations.Nullable;

/// Where the runtime puts itself.
final class Provider {
  static volatile @Nullable Internals runtime;

  private Provider() {}
}
