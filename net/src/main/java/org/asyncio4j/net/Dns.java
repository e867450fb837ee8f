package org.asyncio4j.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Future;

/// Names and addresses (asyncio's `loop.getaddrinfo` and `getnameinfo`), as the JDK and the system
/// know them: `/etc/hosts`, DNS and what else is configured.
///
/// The system's look-ups block, so they run on up to 64 threads that do nothing else; a slow one
/// holds up neither the loop nor the loop's default executor. Cancelling the task that waits gives
/// a look-up up at once, and its thread is free when the system has answered. The JDK remembers
/// answers for 30 seconds.
///
/// Thread rule: call these on a loop.
public final class Dns {
  /// Platform threads: a virtual thread that looks a host up keeps its carrier.
  private static final ThreadPoolExecutor THREADS = threads();

  private Dns() {}

  private static ThreadPoolExecutor threads() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            64,
            64,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("asyncio-dns-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /// Suspends until `host` is looked up, unless it is an address already.
  ///
  /// The JDK puts IPv4 first; with `-Djava.net.preferIPv6Addresses=system` the order is the
  /// system's.
  ///
  /// @param host a name or an address
  /// @param port the port of what is returned, 0 to 65535
  /// @return the addresses of the host, the best first
  /// @throws IOException when the host is not known; the message names it
  /// @throws IllegalArgumentException when `host` can be no name, or there is no such port
  public static List<InetSocketAddress> getaddrinfo(String host, int port) throws IOException {
    return Hosts.resolve(Resolver.SYSTEM, null, host, port);
  }

  /// Suspends until the name of an address is looked up.
  ///
  /// @param address of which host
  /// @return the host's name; the address as text when it has none
  public static String getnameinfo(InetAddress address) {
    return offLoop(address::getCanonicalHostName).await();
  }

  static List<InetAddress> lookup(String host) throws IOException {
    return Asyncio.await(offLoop(() -> List.of(InetAddress.getAllByName(host))), IOException.class);
  }

  private static <T> Future<T> offLoop(Callable<T> work) {
    return Asyncio.getRunningLoop().runInExecutor(THREADS, work);
  }
}
