package org.asyncio4j.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.jspecify.annotations.Nullable;

/// Which addresses a host has. The JDK's resolver blocks, so it runs on a thread of the loop's
/// default executor.
final class Hosts {
  private Hosts() {}

  /// Suspends until `host` is looked up, unless it is an address already.
  ///
  /// @param host null for all addresses of this machine
  static List<InetSocketAddress> resolve(EventLoop loop, @Nullable String host, int port)
      throws IOException {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("there is no port " + port + ": give 0 to 65535");
    }
    if (host == null || host.isEmpty()) {
      return List.of(new InetSocketAddress(port));
    }
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (InetAddress address : addresses(loop, host)) {
      addresses.add(new InetSocketAddress(address, port));
    }
    return addresses;
  }

  private static List<InetAddress> addresses(EventLoop loop, String host) throws IOException {
    try {
      return List.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException notAnAddress) {
      return Asyncio.<List<InetAddress>, IOException>await(
          loop.runInExecutor(null, () -> List.of(InetAddress.getAllByName(host))),
          IOException.class);
    }
  }
}
