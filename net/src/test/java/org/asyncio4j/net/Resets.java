package org.asyncio4j.net;

import io.netty.channel.ChannelOption;

/// Ends a connection as a crashed peer's system does.
final class Resets {
  private Resets() {}

  static void reset(Connection connection) {
    connection.writer().stream().channel.config().setOption(ChannelOption.SO_LINGER, 0);
    connection.writer().abort();
  }
}
