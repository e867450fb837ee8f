package org.asyncio4j.net;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoOps;

/// Has the kernel say, once for each time that it is asked, that a pipe can be read or written
/// without waiting: also at its end, and when nobody has its other end any more. On the loop.
@SuppressWarnings("try") // Netty's close() may throw anything
sealed interface PipeWatch extends IoHandle {
  /// Asks through `registration`, which is that of this.
  void ask(IoRegistration registration);

  /// Takes back what was asked and is not answered yet.
  void forget(IoRegistration registration);

  /// Those of a pipe's end that is `reading` or not, and what is told.
  static PipeWatch of(
      NettyTransport transport, FileDescriptor pipe, boolean reading, Runnable told, Runnable end) {
    return switch (transport) {
      case EPOLL -> new Epoll(pipe, reading, told, end);
      case IO_URING -> new Ring(pipe, reading, told, end);
      case NIO, AUTO -> throw new AssertionError(transport);
    };
  }

  /// With one-shot interest: nothing is told that was not asked for.
  final class Epoll implements PipeWatch, EpollIoHandle {
    // Of the kernel's eventpoll.h.
    private static final int ONE_SHOT = 1 << 30;
    private static final IoOps READABLE = EpollIoOps.valueOf(0x1 | ONE_SHOT);
    private static final IoOps WRITABLE = EpollIoOps.valueOf(0x4 | ONE_SHOT);

    private final FileDescriptor pipe;
    private final IoOps interest;
    private final Runnable told;
    private final Runnable end;

    Epoll(FileDescriptor pipe, boolean reading, Runnable told, Runnable end) {
      this.pipe = pipe;
      this.interest = reading ? READABLE : WRITABLE;
      this.told = told;
      this.end = end;
    }

    @Override
    public FileDescriptor fd() {
      return pipe;
    }

    @Override
    public void ask(IoRegistration registration) {
      registration.submit(interest);
    }

    @Override
    public void forget(IoRegistration registration) {
      registration.cancel(); // takes the descriptor out of the set
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
      told.run();
    }

    @Override
    public void close() {
      end.run();
    }
  }

  /// With a poll of the ring's for each time. What it waits for is the pipe itself, which stays
  /// open until that is taken back, whatever becomes of the descriptor.
  final class Ring implements PipeWatch, IoUringIoHandle {
    // Of the kernel's io_uring.h and poll.h.
    private static final byte POLL_ADD = 6;
    private static final byte ASYNC_CANCEL = 14;
    private static final int POLLIN = 0x1;
    private static final int POLLOUT = 0x4;

    private final IoOps poll;
    private final Runnable told;
    private final Runnable end;

    /// What the ring calls the poll that it has not answered; 0 for none.
    private long asked;

    Ring(FileDescriptor pipe, boolean reading, Runnable told, Runnable end) {
      poll = operation(POLL_ADD, pipe.intValue(), 0, reading ? POLLIN : POLLOUT);
      this.told = told;
      this.end = end;
    }

    private static IoOps operation(byte code, int descriptor, long address, int flags) {
      byte no = 0;
      short none = 0;
      return new IoUringIoOps(
          code, no, none, descriptor, 0, address, 0, flags, 0L, none, none, 0, 0);
    }

    @Override
    public void ask(IoRegistration registration) {
      asked = registration.submit(poll);
    }

    @Override
    public void forget(IoRegistration registration) {
      if (asked != 0) {
        registration.submit(operation(ASYNC_CANCEL, -1, asked, 0));
        asked = 0;
      }
      registration.cancel();
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
      // The answer to a cancellation comes here too, when the pipe is closed already.
      asked = 0;
      told.run();
    }

    @Override
    public void close() {
      end.run();
    }
  }
}
