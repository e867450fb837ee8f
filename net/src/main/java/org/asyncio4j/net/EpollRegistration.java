package org.asyncio4j.net;

import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoOps;

/// Keeps a socket in the epoll set while it waits for nothing.
///
/// Netty 4.2.18 takes it out then, as when the other side has ended its direction, forgets that it
/// did, and cannot change it any more: the next write that fills the socket's buffer fails with
/// `ENOENT`. Here it stays, edge-triggered, so that a hang-up is told once and not in every poll.
final class EpollRegistration implements IoRegistration {
  private final IoRegistration registration;

  /// Whether the socket has ever waited for anything. On the loop.
  private boolean added;

  EpollRegistration(IoRegistration registration) {
    this.registration = registration;
  }

  @Override
  public long submit(IoOps ops) {
    boolean none = ops.equals(EpollIoOps.NONE);
    added |= !none;
    return registration.submit(none && added ? EpollIoOps.EPOLLET : ops);
  }

  @Override
  @SuppressWarnings("TypeParameterUnusedInFormals") // Netty's
  public <T> T attachment() {
    return registration.attachment();
  }

  @Override
  public boolean isValid() {
    return registration.isValid();
  }

  @Override
  public boolean cancel() {
    return registration.cancel();
  }
}
