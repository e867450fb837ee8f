package org.asyncio4j.http;

import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/// Has the classes of this project's module anew, and none of some libraries.
public final class WithoutLibraries extends URLClassLoader {
  private static final String OWN = "org.asyncio4j.http.";

  private final List<String> missing;
  private final List<String> again;

  private WithoutLibraries(List<String> missing, List<String> again, URL[] places) {
    super(places, Json.class.getClassLoader());
    this.missing = missing;
    this.again = again;
  }

  /// One in which no class can be loaded whose name begins so.
  public static WithoutLibraries named(String... missing) {
    URL[] places = {place(Json.class), place(WithoutLibraries.class)};
    return new WithoutLibraries(List.of(missing), List.of(OWN), places);
  }

  /// As this one; the package of `type`, which asks for what is missing, is loaded anew too.
  public WithoutLibraries loadingAnew(Class<?> type) {
    URL[] places = Arrays.copyOf(getURLs(), 3);
    places[2] = place(type);
    return new WithoutLibraries(missing, List.of(OWN, type.getPackageName() + "."), places);
  }

  private static URL place(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }

  /// A program of this class, which has a constructor without parameters, as it is here.
  public Callable<?> program(Class<? extends Callable<?>> type) throws Exception {
    Constructor<?> constructor = loadClass(type.getName()).getDeclaredConstructor();
    constructor.setAccessible(true);
    return (Callable<?>) constructor.newInstance();
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (missing.stream().anyMatch(name::startsWith)) {
      throw new ClassNotFoundException(name);
    }
    if (again.stream().noneMatch(name::startsWith)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> found = findLoadedClass(name);
      return found == null ? findClass(name) : found;
    }
  }
}
