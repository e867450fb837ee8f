package org.asyncio4j.http.web;

import java.util.Objects;

/// One route of an [Application], for settings of its own.
public final class Route {
  private final String method;
  private final String path;
  private final Application application;
  private final Handler handler;
  private long maxBodySize = -1;

  Route(String method, String path, Application application, Handler handler) {
    this.method = method;
    this.path = path;
    this.application = application;
    this.handler = Objects.requireNonNull(handler);
  }

  /// Has requests of this route have larger or smaller bodies than others.
  ///
  /// @param bytes the limit; `Long.MAX_VALUE` for none, where the handler reads bit by bit
  /// @return this
  public Route withMaxBodySize(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("a body's size cannot be limited to " + bytes);
    }
    maxBodySize = bytes;
    return this;
  }

  /// {@return the method, `*` for all}
  public String method() {
    return method;
  }

  /// {@return the path, with names in braces}
  public String path() {
    return path;
  }

  Application application() {
    return application;
  }

  Handler handler() {
    return handler;
  }

  /// {@return the limit of a body; -1 for the server's}
  long maxBodySize() {
    return maxBodySize;
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
