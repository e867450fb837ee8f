package org.asyncio4j.http.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.HashMap;
import java.util.Map;
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

  /// {@return a path that this route matches (aiohttp's `url_for`), with the prefixes of the
  /// applications that its own is part of}
  ///
  /// @param namesAndValues a name of the path, what stands for it, not encoded, the next name ...
  /// @throws IllegalArgumentException unless all names of the path are there, and no others
  public String urlFor(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException("each name of " + path + " needs a value");
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    StringBuilder url = new StringBuilder();
    for (String segment : (application.prefix() + path).substring(1).split("/", -1)) {
      url.append('/').append(filled(segment, values));
    }
    if (!values.isEmpty()) {
      throw new IllegalArgumentException(path + " has no " + values.keySet());
    }
    return url.toString();
  }

  private String filled(String segment, Map<String, String> values) {
    if (!segment.startsWith("{")) {
      return encoded(segment);
    }
    boolean rest = segment.endsWith("...}");
    String name = segment.substring(1, segment.length() - (rest ? 4 : 1));
    String value = values.remove(name);
    if (value == null) {
      throw new IllegalArgumentException(path + " needs a value for {" + name + "}");
    }
    return rest ? encoded(value).replace("%2F", "/") : encoded(value);
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, UTF_8).replace("+", "%20");
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
