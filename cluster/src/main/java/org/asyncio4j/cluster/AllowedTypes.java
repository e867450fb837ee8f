package org.asyncio4j.cluster;

import java.io.ObjectInputFilter;
import java.lang.invoke.SerializedLambda;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What may be read from another JVM: values of the JDK, this package, and what the options name.
/// Any thread.
final class AllowedTypes implements ObjectInputFilter {
  /// Of values, collections and exceptions. Without what a chain of readers could abuse: proxies,
  /// URLs, class loaders, reflection.
  private static final Set<String> JDK_PACKAGES =
      Set.of(
          "java.lang",
          "java.math",
          "java.time",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic");

  private static final Set<Class<?>> JDK_CLASSES =
      Set.of(
          SerializedLambda.class,
          URI.class,
          InetAddress.class,
          Inet4Address.class,
          Inet6Address.class,
          InetSocketAddress.class);

  private static final Set<Class<?>> OURS =
      Set.of(ClusterMember.class, RunnableTask.class, Failure.class);

  private static final int MAX_DEPTH = 1_000;

  /// Each with a dot at its end.
  private final Set<String> packages;

  private final Set<String> classes;
  private final int maxBytes;

  AllowedTypes(Set<String> packages, Set<String> classes, int maxBytes) {
    this.packages = packages;
    this.classes = classes;
    this.maxBytes = maxBytes;
  }

  @Override
  public Status checkInput(FilterInfo info) {
    if (info.depth() > MAX_DEPTH || info.arrayLength() > maxBytes) {
      return Status.REJECTED;
    }
    Class<?> type = info.serialClass();
    return type == null || allows(type) ? Status.ALLOWED : Status.REJECTED;
  }

  boolean allows(Class<?> type) {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.getComponentType();
    }
    return element.isPrimitive()
        || element
            .isHidden() // has no name to come by: is what an allowed class has made of a lambda
        || isOfTheJdk(element)
        || isOurs(element)
        || packages.stream().anyMatch(within(element.getPackageName())::startsWith)
        || isNamed(element);
  }

  private static boolean isOurs(Class<?> type) {
    return OURS.contains(type)
        || (type.getPackageName().startsWith("org.asyncio4j")
            && Throwable.class.isAssignableFrom(type));
  }

  private static boolean isOfTheJdk(Class<?> type) {
    return Object.class.getModule() == type.getModule()
        && (JDK_PACKAGES.contains(type.getPackageName())
            || JDK_CLASSES.contains(type)
            || (type.getPackageName().startsWith("java.")
                && (type.isEnum() || Throwable.class.isAssignableFrom(type))));
  }

  /// A named class brings those that are written inside it.
  private boolean isNamed(Class<?> type) {
    for (@Nullable Class<?> outer = type; outer != null; outer = outer.getEnclosingClass()) {
      if (classes.contains(outer.getName())) {
        return true;
      }
    }
    return false;
  }

  /// With a dot at its end, so that a prefix is a whole package.
  static String within(String packageName) {
    return packageName + ".";
  }
}
