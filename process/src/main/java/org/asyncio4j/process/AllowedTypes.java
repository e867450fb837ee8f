package org.asyncio4j.process;

import java.io.ObjectInputFilter;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What may be read from the other process: the JDK's values, collections and exceptions, those of
/// this library, the packages that the program names, and what the work's own classes are. Both
/// sides have one.
record AllowedTypes(int maxBytes, List<String> packages, @Nullable String pattern) {
  private static final int MAX_DEPTH = 500;
  private static final int MAX_REFERENCES = 20_000_000;

  private static final Set<String> JDK_PACKAGES =
      Set.of(
          "java.lang",
          "java.math",
          "java.time",
          "java.time.chrono",
          "java.time.format",
          "java.time.temporal",
          "java.time.zone",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "java.util.concurrent.locks",
          "java.util.regex");

  /// Not `java.net.URL`, which asks name servers when it is put into a hash table.
  private static final Set<String> JDK_TYPES =
      Set.of(
          "java.io.File",
          "java.lang.invoke.SerializedLambda",
          "java.net.Inet4Address",
          "java.net.Inet6Address",
          "java.net.InetAddress",
          "java.net.InetSocketAddress",
          "java.net.URI",
          "sun.util.calendar.ZoneInfo"); // of TimeZone

  /// {@return whether an object of `type`, which is no array, may be read}
  ///
  /// @param type what the other side names
  /// @param origin of the work
  boolean allow(Class<?> type, Origin origin) {
    String name = type.getPackageName();
    if (type.isPrimitive() || packages.contains(name) || origin.has(type)) {
      return true;
    }
    if (JDK_PACKAGES.contains(name) || JDK_TYPES.contains(type.getName())) {
      return type.getModule() == Object.class.getModule();
    }
    return type == RemoteAction.class
        || (Throwable.class.isAssignableFrom(type)
            && (name.startsWith("java.") || name.startsWith("org.asyncio4j")));
  }

  /// {@return why there is too much of something; null if there is not}
  @Nullable String excess(ObjectInputFilter.FilterInfo info) {
    if (info.depth() > MAX_DEPTH) {
      return "objects are nested more than " + MAX_DEPTH + " deep";
    }
    if (info.references() > MAX_REFERENCES) {
      return "there are more than " + MAX_REFERENCES + " objects";
    }
    if (info.arrayLength() > maxBytes) {
      return "an array has " + info.arrayLength() + " elements, more than " + maxBytes;
    }
    if (info.streamBytes() > maxBytes) {
      return "there are more than " + maxBytes + " bytes";
    }
    return null;
  }

  /// {@return the filter that the program has written; null for none}
  @Nullable ObjectInputFilter ofTheProgram() {
    return pattern == null ? null : ObjectInputFilter.Config.createFilter(pattern);
  }
}
