package org.asyncio4j;

/// Finds out the slow way, by looking at its stack, whether a virtual thread can leave its carrier.
final class Pinning {
  private Pinning() {}

  /// Whether the current thread is a virtual one that could not be unmounted here.
  static boolean isHere() {
    return Thread.currentThread().isVirtual()
        && StackWalker.getInstance()
            .walk(frames ->
                frames.anyMatch(frame ->
                    pins(frame.getClassName(), frame.getMethodName(), frame.isNativeMethod())));
  }

  /// Whether `thread`, which waits in [HandedStack] or is about to, keeps its carrier.
  static boolean isAt(Thread thread) {
    if (!thread.isVirtual()) {
      return false;
    }
    boolean waiting = false;
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (waiting && pins(frame.getClassName(), frame.getMethodName(), frame.isNativeMethod())) {
        return true;
      }
      waiting |= frame.getClassName().equals(HandedStack.class.getName());
    }
    return false;
  }

  private static boolean pins(String className, String method, boolean isNative) {
    return method.equals("<clinit>") || (isNative && !className.startsWith("jdk.internal.vm."));
  }
}
