package org.asyncio4j.http.web;

import java.util.Objects;

/// Names something that an application or a request keeps, and its type (aiohttp's `AppKey`).
///
/// @param <T> the type of what is kept
/// @param name for messages
/// @param type the value's class
public record StateKey<T>(String name, Class<T> type) {
  /// Checks that nothing is missing.
  public StateKey {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
  }

  @Override
  public String toString() {
    return "'" + name + "' (" + type.getSimpleName() + ")";
  }

  /// Two keys are the same only when they are one object.
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
