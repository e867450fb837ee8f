package org.asyncio4j;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// Native code for tests: frames that pin a virtual thread, calls that the JDK knows nothing of.
@SuppressWarnings("restricted")
final class Native {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle QSORT =
      function("qsort", FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS));

  private Native() {}

  static MethodHandle function(String name, FunctionDescriptor type) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type);
  }

  /// Runs `action` as the comparator of the C library's `qsort`. It must not throw: that would end
  /// the JVM.
  static void inUpcall(Runnable action) {
    try (Arena arena = Arena.ofConfined()) {
      MethodHandle compare =
          MethodHandles.lookup()
              .findStatic(
                  Native.class,
                  "compare",
                  MethodType.methodType(
                      int.class, Runnable.class, MemorySegment.class, MemorySegment.class))
              .bindTo(action);
      MemorySegment stub =
          LINKER.upcallStub(compare, FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS), arena);
      MemorySegment two = arena.allocate(MemoryLayout.sequenceLayout(2, JAVA_INT));
      QSORT.invokeExact(two, 2L, JAVA_INT.byteSize(), stub);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  static int compare(Runnable action, MemorySegment left, MemorySegment right) {
    action.run();
    return 0;
  }
}
