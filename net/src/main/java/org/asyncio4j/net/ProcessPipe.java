package org.asyncio4j.net;

import static java.lang.System.Logger.Level.WARNING;

import io.netty.channel.unix.FileDescriptor;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.asyncio4j.Asyncio;
import org.jspecify.annotations.Nullable;

/// A pipe between the running loop and a process: the SPI of the module that starts them.
///
/// With a native transport and Linux's `/proc` it is made before the process is started, and the
/// loop reads or writes its end by itself, with no thread that waits ([#fromChild], [#toChild]).
/// The process opens its end anew by [#childEnd], so that it blocks there as programs expect it,
/// while this side never does. Elsewhere a stream of `java.lang.Process` does the same, with a
/// thread that waits for each ([#of(InputStream, int)], [#of(OutputStream)]).
///
/// Thread rule: that of this package.
public final class ProcessPipe implements AutoCloseable {
  private static final File DESCRIPTORS = new File("/proc/self/fd");

  /// The end that the process opens; null where the JDK has made the pipe.
  private final @Nullable FileDescriptor far;

  private final PipeEnd near;
  private final StreamChannel stream;

  private ProcessPipe(NettyReactor reactor, @Nullable FileDescriptor far, PipeEnd near, int limit) {
    this.far = far;
    this.near = near;
    stream = new StreamChannel(reactor, near, limit);
  }

  // --- for a process that is to be started ---

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
    NettyTransport transport = reactor.transport();
    if (transport == NettyTransport.NIO) {
      return null;
    }
    var _ = reactor.handler(); // loads the native library
    FileDescriptor[] ends = FileDescriptor.pipe(); // to read from, to write to
    KernelPipe near = new KernelPipe(transport, ends[reads ? 0 : 1], reads);
    ProcessPipe pipe = new ProcessPipe(reactor, ends[reads ? 1 : 0], near, limit);
    if (pipe.childEnd().exists()) {
      return pipe;
    }
    pipe.closeChildEnd();
    pipe.close();
    return null;
  }

  /// {@return what the process has to open, as long as [#closeChildEnd] was not called}
  ///
  /// @throws IllegalStateException when the process has had its end from the beginning
  public File childEnd() {
    if (far == null) {
      throw new IllegalStateException("the process has its end of this pipe already");
    }
    return new File(DESCRIPTORS, Integer.toString(far.intValue()));
  }

  /// Leaves the process's end to the process, which has opened it; or to nobody. Without this the
  /// pipe does not end when the process does. Does nothing the second time. Any thread.
  public void closeChildEnd() {
    if (far != null) {
      try {
        far.close();
      } catch (IOException e) {
        System.getLogger("org.asyncio4j.net").log(WARNING, "Exception while closing " + far, e);
      }
    }
  }

  // --- for a process that runs ---

  /// {@return one that brings what the process writes}
  ///
  /// @param output of the process, which a thread reads; is the pipe's from now on
  /// @param limit of the reader, in bytes
  public static ProcessPipe of(InputStream output, int limit) {
    return new ProcessPipe(
        NettyReactor.of(Asyncio.getRunningLoop()),
        null,
        PipeChannel.of(output),
        StreamReader.checkedLimit(limit));
  }

  /// {@return one that the process reads from}
  ///
  /// @param input of the process, which a thread writes; is the pipe's from now on
  public static ProcessPipe of(OutputStream input) {
    return new ProcessPipe(
        NettyReactor.of(Asyncio.getRunningLoop()),
        null,
        PipeChannel.of(input),
        StreamReader.DEFAULT_LIMIT);
  }

  // --- this side ---

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
    } else if (near.isOpen()) {
      near.unsafe().closeForcibly();
    }
  }
}
