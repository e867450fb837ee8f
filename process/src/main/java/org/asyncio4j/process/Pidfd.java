package org.asyncio4j.process;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/// A process of Linux's as a descriptor, which never becomes another one's as a number may. Any
/// thread.
final class Pidfd {
  // Of the kernel's unistd.h and pidfd.h, the same on x86 and ARM.
  private static final long PIDFD_SEND_SIGNAL = 424;
  private static final long PIDFD_OPEN = 434;
  private static final long INFO_EXIT = 1 << 3;
  private static final int INFO_SIZE = 64;
  private static final int INFO_EXIT_CODE = 60;
  private static final long GET_INFO = 3L << 30 | INFO_SIZE << 16 | 0xFF << 8 | 11;

  /// Of errno.h.
  private static final int ESRCH = 3;

  private static final @Nullable Library LIBRARY = Library.load();

  private final Library library;

  /// -1 when it is closed. Guarded by this.
  private int descriptor;

  private Pidfd(Library library, int descriptor) {
    this.library = library;
    this.descriptor = descriptor;
  }

  /// Gets ready, which takes some 100 ms the first time.
  static void load() {}

  /// The process that `handle` is about; null when it is gone, or this system has none of these.
  static @Nullable Pidfd of(ProcessHandle handle) {
    Library library = LIBRARY;
    if (library == null) {
      return null;
    }
    int descriptor = (int) library.syscall(PIDFD_OPEN, handle.pid(), 0, 0, 0);
    if (descriptor < 0) {
      return null;
    }
    Pidfd opened = new Pidfd(library, descriptor);
    if (handle.isAlive()) { // since it began: then it is this one that was opened
      return opened;
    }
    opened.close();
    return null;
  }

  /// Sends a signal. Does nothing when the process has ended.
  ///
  /// @throws IOException when the system refuses
  synchronized void send(int signal) throws IOException {
    if (descriptor >= 0) {
      long error = -library.syscall(PIDFD_SEND_SIGNAL, descriptor, signal, 0, 0);
      if (error > 0 && error != ESRCH) {
        throw new IOException("the system refuses the signal, with error " + error);
      }
    }
  }

  /// How the process has ended, as `waitpid` says it; null when the kernel is older than 6.15.
  synchronized @Nullable Integer exitStatus() {
    return descriptor < 0 ? null : library.exitStatus(descriptor);
  }

  synchronized void close() {
    if (descriptor >= 0) {
      library.close(descriptor);
      descriptor = -1;
    }
  }

  /// The C library's `syscall`, and the numbers that differ between machines. One function for all:
  /// each takes a while to make.
  private static final class Library {
    private final MethodHandle syscall;
    private final long close;
    private final long ioctl;

    @SuppressWarnings("restricted") // as it has to be
    private Library(long close, long ioctl) {
      Linker linker = Linker.nativeLinker();
      syscall =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("syscall"),
              FunctionDescriptor.of(
                  JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
              Linker.Option.firstVariadicArg(1),
              Linker.Option.captureCallState("errno"));
      this.close = close;
      this.ioctl = ioctl;
    }

    static @Nullable Library load() {
      if (!System.getProperty("os.name").equals("Linux")) {
        return null;
      }
      try {
        return switch (System.getProperty("os.arch")) {
          case "amd64" -> new Library(3, 16);
          case "aarch64", "riscv64" -> new Library(57, 29);
          default -> null;
        };
      } catch (IllegalCallerException | UnsupportedOperationException e) { // native access is off
        return null;
      }
    }

    /// What the system returns; minus the error when it fails.
    long syscall(long number, long a, long b, long c, long d) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
        long result = (long) syscall.invokeExact(state, number, a, b, c, d);
        return result >= 0 ? result : -state.get(JAVA_INT, 0); // errno is all there is in it
      } catch (Throwable e) {
        throw new AssertionError(e); // the C library throws nothing
      }
    }

    @Nullable Integer exitStatus(int descriptor) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment info = arena.allocate(INFO_SIZE, Long.BYTES);
        info.set(JAVA_LONG, 0, INFO_EXIT);
        long result = syscall(ioctl, descriptor, GET_INFO, info.address(), 0);
        boolean known = result == 0 && (info.get(JAVA_LONG, 0) & INFO_EXIT) != 0;
        return known ? info.get(JAVA_INT, INFO_EXIT_CODE) : null;
      }
    }

    void close(int descriptor) {
      long _ = syscall(close, descriptor, 0, 0, 0);
    }
  }
}
