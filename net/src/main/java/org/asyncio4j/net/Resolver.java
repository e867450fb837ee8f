package org.asyncio4j.net;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/// Finds the addresses of a host. [ConnectOptions#withResolver] chooses another than the JDK's.
@FunctionalInterface
public interface Resolver {
  /// The JDK's resolver, as [Dns#getaddrinfo] uses it.
  Resolver SYSTEM = Dns::lookup;

  /// Suspends until `host` is looked up, or refuses. Called in the task that connects, and must not
  /// block it: what blocks goes through `toThread`. Cancelling that task gives the look-up up.
  ///
  /// @param host a name; addresses are understood without a resolver
  /// @return its addresses, the best first
  /// @throws IOException when the host is not known
  List<InetAddress> resolve(String host) throws IOException;
}
