package org.asyncio4j.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;

/// Has a UDP socket send nothing until it is released. On loopback the system always takes a
/// datagram at once.
final class HeldFlush extends ChannelOutboundHandlerAdapter {
  private boolean released;
  private final UdpSocket socket;

  private HeldFlush(UdpSocket socket) {
    this.socket = socket;
  }

  static HeldFlush on(UdpSocket socket) {
    HeldFlush held = new HeldFlush(socket);
    socket.udp().channel.pipeline().addFirst(held);
    return held;
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    if (released) {
      context.flush();
    }
  }

  void release() {
    released = true;
    socket.udp().channel.flush();
  }
}
