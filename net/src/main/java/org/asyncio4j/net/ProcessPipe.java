package org.asyncio4j.net;

import io.netty.channel.unix.FileDescriptor;
import java.io.File;
import java.io.IOException;
import org.asyncio4j.Asyncio;
import org.jspecify.annotations.Nullable;

/// A pipe between the running loop and a process that is about to be started: the SPI of the module
/// that starts them. The loop reads or writes its end by itself, with no thread that waits.
///
/// The process opens its end anew by [#childEnd], so that it blocks there as programs expect it,
/// while this side never does. This needs a native transport and Linux's `/proc`; elsewhere the
/// streams of `java.lang.Process` and [Streams#connectReadPipe(java.io.InputStream)] do the same
/// with a thread for each.
///
/// Thread rule: that of this package.
public final class ProcessPipe implements AutoCloseable {
  private static final File DESCRIPTORS = new File("/proc/self/fd");

  private final FileDescriptor far;
  private final KernelPipe near;
  private final StreamChannel stream;

  private ProcessPipe(NettyReactor reactor, boolean reads, int limit) throws IOException {
    FileDescriptor[] ends = FileDescriptor.pipe(); // to read from, to write to
    far = ends[reads ? 1 : 0];
    near = new KernelPipe(reactor.transport(), ends[reads ? 0 : 1], reads);
    stream = new StreamChannel(reactor, near, limit);
  }

  /// Makes one that the process writes to.
  ///
  /// @param limit of the reader, in bytes
  /// @return the pipe, which the caller closes; null where the loop cannot have one
  /// @throws IOException when there are too many open files
  public static @Nullable ProcessPipe fromChild(int limit) throws IOException {
    return open(true, StreamReader.checkedLimit(limit));
  }

  /// Makes one that the process reads from.
  ///
  /// @return the pipe, which the caller closes; null where the loop cannot have one
  /// @throws IOException when there are too many open files
  public static @Nullable ProcessPipe toChild() throws IOException {
    return open(false, StreamReader.DEFAULT_LIMIT);
  }

  private static @Nullable ProcessPipe open(boolean reads, int limit) throws IOException {
    NettyReactor reactor = NettyReactor.of(Asyncio.getRunningLoop());
    if (reactor.transport() == NettyTransport.NIO) {
      return null;
    }
    var _ = reactor.handler(); // loads the native library
    ProcessPipe pipe = new ProcessPipe(reactor, reads, limit);
    if (pipe.childEnd().exists()) {
      return pipe;
    }
    pipe.closeChildEnd();
    pipe.close();
    return null;
  }

  /// {@return what the process has to open, as long as [#closeChildEnd] was not called}
  public File childEnd() {
    return new File(DESCRIPTORS, Integer.toString(far.intValue()));
  }

  /// Leaves the process's end to the process, which has opened it; or to nobody. Without this the
  /// pipe does not end when the process does. Does nothing the second time.
  ///
  /// @throws IOException when the system says so
  public void closeChildEnd() throws IOException {
    far.close();
  }

  /// Suspends until the loop reads, or can write. Cancelling leaves the pipe to be closed.
  ///
  /// @throws IOException when the loop cannot
  public void begin() throws IOException {
    Pipes.register(stream);
  }

  /// {@return what the process has written}
  public StreamReader reader() {
    return stream.reader;
  }

  /// {@return what the process will read}
  public StreamWriter writer() {
    return stream.writer;
  }

  /// Closes this side at once; what was not written is dropped. Does nothing the second time, or
  /// when the loop is closed.
  @Override
  public void close() {
    if (near.isRegistered()) {
      stream.closeNow();
    } else {
      near.unsafe().closeForcibly();
    }
  }
}
