package org.asyncio4j.bench;

import java.util.Locale;
import org.asyncio4j.net.NettyTransport;
import org.jspecify.annotations.Nullable;

/// A server that is measured, ours or a peer.
///
/// @param family what it is, such as `Netty`: the same on each transport
/// @param transport which of Netty's transports it uses; null when none
/// @param tool how to start it
/// @param compiles whether it is compiled while it runs, and needs time until it is fast
record Contender(String family, @Nullable NettyTransport transport, Tool tool, boolean compiles) {
  /// {@return what no other is called}
  String title() {
    return transport == null ? family : family + " " + text(transport);
  }

  /// {@return the same with more arguments}
  Contender with(String... arguments) {
    return new Contender(family, transport, tool.with(arguments), compiles);
  }

  /// As the system property spells it.
  static String text(NettyTransport transport) {
    return transport.name().toLowerCase(Locale.ROOT);
  }
}
