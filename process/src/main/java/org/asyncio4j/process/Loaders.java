package org.asyncio4j.process;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/// The class loaders whose classes a pool's workers may ask for, by number. Those that the workers
/// have too, as they have the class path, are 0. Any thread.
final class Loaders {
  private final Map<ClassLoader, Integer> numbers = new WeakHashMap<>();
  private final Map<Integer, WeakReference<ClassLoader>> byNumber = new HashMap<>();
  private int last;

  synchronized int numberOf(@Nullable ClassLoader loader) {
    if (isEverywhere(loader)) {
      return 0;
    }
    return numbers.computeIfAbsent(
        loader,
        added -> {
          byNumber.put(++last, new WeakReference<>(added));
          return last;
        });
  }

  private static boolean isEverywhere(@Nullable ClassLoader loader) {
    for (ClassLoader own = ClassLoader.getSystemClassLoader(); own != null; own = own.getParent()) {
      if (own.equals(loader)) {
        return true;
      }
    }
    return loader == null;
  }

  /// {@return a class for a worker, or nothing}
  byte[] find(int number, String name) {
    ClassLoader loader;
    synchronized (this) {
      WeakReference<ClassLoader> known = byNumber.get(number);
      loader = known == null ? null : known.get();
    }
    if (loader == null) {
      return Frame.NOTHING;
    }
    try {
      Class<?> type = Class.forName(name, false, loader); // compiled only now, if run from source
      try (InputStream file = loader.getResourceAsStream(name.replace('.', '/') + ".class")) {
        return file == null
            ? Frame.NOTHING
            : new RemoteClasses.Found(Origin.locationOf(type), file.readAllBytes()).toBytes();
      }
    } catch (IOException | ClassNotFoundException | RuntimeException | LinkageError e) {
      return Frame.NOTHING;
    }
  }
}
