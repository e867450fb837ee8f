package org.asyncio4j.net;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which addresses a host has. What can be no name is refused here, and asks no resolver.
final class Hosts {
  private Hosts() {}

  /// Suspends until `host` is looked up, unless it is an address already, or is all of this
  /// machine.
  ///
  /// @param host null or empty for all addresses of this machine
  static List<InetSocketAddress> resolve(@Nullable String host, int port) throws IOException {
    return host == null || host.isEmpty()
        ? List.of(new InetSocketAddress(checkedPort(port)))
        : resolve(Resolver.SYSTEM, null, host, port);
  }

  /// Suspends until `host` is looked up, unless it is an address already.
  ///
  /// @param family which addresses are wanted; null for all
  static List<InetSocketAddress> resolve(
      Resolver resolver, @Nullable ProtocolFamily family, String host, int port)
      throws IOException {
    checkedPort(port);
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (InetAddress address : addresses(resolver, host)) {
      if (family == null || family == family(address)) {
        addresses.add(new InetSocketAddress(address, port));
      }
    }
    if (addresses.isEmpty()) {
      throw new UnknownHostException(
          host + " has no address" + (family == null ? "" : " of the family " + family));
    }
    return addresses;
  }

  static ProtocolFamily family(InetAddress address) {
    return address instanceof Inet6Address
        ? StandardProtocolFamily.INET6
        : StandardProtocolFamily.INET;
  }

  private static int checkedPort(int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("there is no port " + port + ": give 0 to 65535");
    }
    return port;
  }

  private static List<InetAddress> addresses(Resolver resolver, String host) throws IOException {
    try {
      return List.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException notAnAddress) {
      checkName(host);
      return resolver.resolve(host);
    }
  }

  private static void checkName(String host) {
    if (host.isEmpty()) {
      throw new IllegalArgumentException("a host cannot be empty: give a name or an address");
    }
    if (host.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
      throw new IllegalArgumentException(
          "a host has no spaces and no control characters: " + quoted(host));
    }
    if (host.indexOf(':') >= 0 || host.indexOf('[') >= 0 || host.indexOf('%') >= 0) {
      throw new IllegalArgumentException(
          quoted(host)
              + " is no IPv6 address, or its scope is no interface here; a port is given apart");
    }
    if (host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'))) {
      throw new IllegalArgumentException(quoted(host) + " is no IPv4 address, and no name");
    }
  }

  /// With control characters made visible.
  private static String quoted(String host) {
    return host.chars()
        .mapToObj(c -> c < ' ' || c == 0x7f ? "\\u%04x".formatted(c) : Character.toString(c))
        .collect(joining("", "'", "'"));
  }
}
