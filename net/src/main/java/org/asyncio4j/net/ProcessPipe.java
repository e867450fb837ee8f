package org.asyncio4j.net;

import static java.lang.System.Logger.Level.WARNING;

import io.netty.channel.unix.FileDescriptor;
import java.io.File;
import java.io.IOException;
import java.util.Objects;
import org.asyncio4j.Asyncio;
import org.jspecify.annotations.Nullable;

/// A pipe between the running loop and a process: the SPI of the module that starts them.
///
/// With a native transport and Linux's `/proc`, [#open] makes it just before the process is
/// started, and the loop reads or writes its end by itself, with no thread that waits. The process
/// opens its end anew by [#childEnd], so that it blocks there as programs expect it, while this
/// side never does. Elsewhere a stream of `java.lang.Process` does the same, with a thread that
/// waits for each.
///
/// Thread rule: that of this package, unless something says otherwise.
public final class ProcessPipe implements AutoCloseable {
  private static final File DESCRIPTORS = new File("/proc/self/fd");

  private final NettyReactor reactor;
  private final boolean reads;
  private final int limit;

  /// Null until the loop has it.
  private @Nullable StreamChannel stream;

  /// The end of the process and that of this side; null where there are none. Guarded by this, as
  /// is `closed`.
  private @Nullable FileDescriptor far;

  private @Nullable FileDescriptor near;
  private boolean closed;

  private ProcessPipe(boolean reads, int limit) {
    reactor = NettyReactor.of(Asyncio.getRunningLoop());
    this.reads = reads;
    this.limit = limit;
    if (reactor.transport() != NettyTransport.NIO) {
      var _ = reactor.handler(); // loads the native library
    }
  }

  /// {@return one that the process will write to, which the caller closes}
  ///
  /// @param limit of the reader, in bytes
  public static ProcessPipe fromChild(int limit) {
    return new ProcessPipe(true, StreamReader.checkedLimit(limit));
  }

  /// {@return one that the process will read from, which the caller closes}
  public static ProcessPipe toChild() {
    return new ProcessPipe(false, StreamReader.DEFAULT_LIMIT);
  }

  // --- before the process is started: any thread ---

  /// Makes the pipe. Any thread.
  ///
  /// @return whether the loop can have it; if not, the process needs one of the JDK's
  /// @throws IOException when there are too many open files
  public synchronized boolean open() throws IOException {
    if (closed || reactor.transport() == NettyTransport.NIO) {
      return false;
    }
    FileDescriptor[] ends = FileDescriptor.pipe(); // to read from, to write to
    near = ends[reads ? 0 : 1];
    far = ends[reads ? 1 : 0];
    if (childEnd().exists()) {
      return true;
    }
    closeChildEnd();
    near = closed(near);
    return false;
  }

  /// {@return what the process has to open, after [#open] and before [#closeChildEnd]} Any thread.
  ///
  /// @throws NullPointerException at another time
  public synchronized File childEnd() {
    return new File(DESCRIPTORS, Integer.toString(Objects.requireNonNull(far).intValue()));
  }

  /// Leaves the process's end to the process, which has opened it; or to nobody. Without this the
  /// pipe does not end when the process does. Does nothing the second time. Any thread.
  public synchronized void closeChildEnd() {
    far = closed(far);
  }

  private static @Nullable FileDescriptor closed(@Nullable FileDescriptor descriptor) {
    if (descriptor != null) {
      try {
        descriptor.close();
      } catch (IOException e) {
        System.getLogger("org.asyncio4j.net")
            .log(WARNING, "Exception while closing " + descriptor, e);
      }
    }
    return null;
  }

  // --- when it runs ---

  /// Suspends until the loop reads, or can write. Cancelling leaves the pipe to be closed.
  ///
  /// @param process whose streams are used when [#open] could make no pipe
  /// @param error whether this is its standard error, where it is one of two that are read
  /// @throws IOException when the loop cannot
  public void begin(Process process, boolean error) throws IOException {
    StreamChannel made = new StreamChannel(reactor, channel(process, error), limit);
    stream = made;
    Pipes.register(made);
  }

  private synchronized PipeEnd channel(Process process, boolean error) {
    FileDescriptor mine = near;
    near = null; // it is the channel's
    if (mine != null) {
      return new KernelPipe(reactor.transport(), mine, reads);
    }
    if (!reads) {
      return PipeChannel.of(process.getOutputStream());
    }
    return PipeChannel.of(error ? process.getErrorStream() : process.getInputStream());
  }

  /// {@return what the process has written}
  ///
  /// @throws NullPointerException before [#begin]
  public StreamReader reader() {
    return Objects.requireNonNull(stream).reader;
  }

  /// {@return what the process will read}
  ///
  /// @throws NullPointerException before [#begin]
  public StreamWriter writer() {
    return Objects.requireNonNull(stream).writer;
  }

  /// Closes this side at once; what was not written is dropped. Does nothing the second time, or
  /// when the loop is closed.
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      near = closed(near);
    }
    StreamChannel begun = stream;
    if (begun == null) {
      return;
    }
    if (begun.channel.isRegistered()) {
      begun.closeNow();
    } else if (begun.channel.isOpen()) {
      begun.channel.unsafe().closeForcibly();
    }
  }
}
