package org.asyncio4j.http.web;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What is remembered of a client from one request to the next, in a cookie that it keeps and
/// cannot change unnoticed; it can read it. [Sessions] brings it there.
///
/// Thread rule: on the loop of its request.
public final class Session {
  private final Map<String, String> values;
  private boolean changed;

  Session(Map<String, String> values) {
    this.values = new LinkedHashMap<>(values);
  }

  /// {@return the session of a request; empty when the client has brought none, or one that is too
  /// old or was not signed here}
  ///
  /// @param request the request
  /// @throws IllegalStateException when no [Sessions] is around its handler
  public static Session of(Request request) {
    return request.get(Sessions.SESSION);
  }

  /// {@return a value; null when there is none}
  ///
  /// @param name the value's name
  public @Nullable String get(String name) {
    return values.get(name);
  }

  /// Sets a value.
  ///
  /// @param name the value's name
  /// @param value the value
  public void set(String name, String value) {
    Objects.requireNonNull(value, "value");
    changed |= !value.equals(values.put(Objects.requireNonNull(name, "name"), value));
  }

  /// Removes a value.
  ///
  /// @param name the value's name
  public void remove(String name) {
    changed |= values.remove(name) != null;
  }

  /// Removes all values, and the client's cookie: a log-out.
  public void clear() {
    changed |= !values.isEmpty();
    values.clear();
  }

  /// {@return the values by name, a copy}
  public Map<String, String> all() {
    return Map.copyOf(values);
  }

  boolean isChanged() {
    return changed;
  }
}
