package org.asyncio4j.process;

import java.net.URL;
import java.security.CodeSource;
import org.jspecify.annotations.Nullable;

/// Where the classes of some work come from: its own may be read, on both sides.
///
/// @param loader whose classes; null for those of the JDK
/// @param location the folder or jar, "" where that is not known
record Origin(@Nullable ClassLoader loader, String location) {
  static Origin of(Object work) {
    Class<?> type = RemoteAction.unwrapped(work).getClass();
    return new Origin(type.getClassLoader(), locationOf(type));
  }

  boolean has(Class<?> type) {
    ClassLoader of = type.getClassLoader();
    if (of == null) {
      return false;
    }
    if (location.isEmpty()) {
      return of.equals(loader);
    }
    return location.equals(
        of instanceof RemoteClasses remote ? remote.locationOf(type) : locationOf(type));
  }

  static String locationOf(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    URL url = source == null ? null : source.getLocation();
    return url == null ? "" : url.toExternalForm();
  }
}
