package org.asyncio4j.internal;

import java.util.Objects;

/// The runtime, which hands itself over when it is initialised: its class is not visible from here.
final class Provided {
  static final Internals INSTANCE;

  static {
    try {
      Class.forName("org.asyncio4j.CoreInternals");
    } catch (ClassNotFoundException e) {
      throw new ExceptionInInitializerError(e);
    }
    INSTANCE = Objects.requireNonNull(Provider.runtime);
  }

  private Provided() {}
}
