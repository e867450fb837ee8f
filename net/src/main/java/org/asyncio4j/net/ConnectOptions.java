package org.asyncio4j.net;

import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How a connection is made (the keyword arguments of `asyncio.open_connection`). Immutable.
public final class ConnectOptions {
  /// What holds where nothing else is said.
  public static final ConnectOptions DEFAULT = new ConnectOptions();

  private int limit = StreamReader.DEFAULT_LIMIT;
  private @Nullable InetSocketAddress localAddress;
  private boolean keepAlive;
  private @Nullable ProtocolFamily family;
  private @Nullable Duration happyEyeballsDelay = Duration.ofMillis(250);
  private Resolver resolver = Resolver.SYSTEM;
  private @Nullable TlsContext tls;
  private @Nullable String serverHostname;

  private ConnectOptions() {}

  private ConnectOptions with(Consumer<ConnectOptions> change) {
    ConnectOptions made = new ConnectOptions();
    made.limit = limit;
    made.localAddress = localAddress;
    made.keepAlive = keepAlive;
    made.family = family;
    made.happyEyeballsDelay = happyEyeballsDelay;
    made.resolver = resolver;
    made.tls = tls;
    made.serverHostname = serverHostname;
    change.accept(made);
    return made;
  }

  /// {@return the limit of the reader, in bytes; see [StreamReader]}
  public int limit() {
    return limit;
  }

  /// {@return these options with another limit for the reader}
  ///
  /// @param limit in bytes, 1 or more; 64 KiB at first
  public ConnectOptions withLimit(int limit) {
    return with(made -> made.limit = StreamReader.checkedLimit(limit));
  }

  /// {@return the address to connect from; null for one that the system chooses}
  public @Nullable InetSocketAddress localAddress() {
    return localAddress;
  }

  /// {@return these options with an address to connect from}
  ///
  /// @param address of this machine; with port 0 any port. Addresses of a host that are of another
  ///   family are not reached from it
  /// @throws IllegalArgumentException when it is not resolved
  public ConnectOptions withLocalAddress(InetSocketAddress address) {
    Objects.requireNonNull(address, "address");
    if (address.isUnresolved()) {
      throw new IllegalArgumentException(
          "the local address " + address + " is not resolved: give an address, not a name");
    }
    return with(made -> made.localAddress = address);
  }

  /// {@return whether the system asks a silent peer now and then if it is still there}
  public boolean keepAlive() {
    return keepAlive;
  }

  /// {@return these options with `SO_KEEPALIVE` on or off}
  ///
  /// @param keepAlive whether the system asks a silent peer if it is still there; off at first
  public ConnectOptions withKeepAlive(boolean keepAlive) {
    return with(made -> made.keepAlive = keepAlive);
  }

  /// {@return which of a host's addresses are tried: those of IPv4 or IPv6; null for both}
  public @Nullable ProtocolFamily family() {
    return family;
  }

  /// {@return these options for one family of addresses}
  ///
  /// @param family `StandardProtocolFamily.INET` for IPv4 only, `INET6` for IPv6 only; null for
  ///   both, as at first
  public ConnectOptions withFamily(@Nullable ProtocolFamily family) {
    if (family != null
        && family != StandardProtocolFamily.INET
        && family != StandardProtocolFamily.INET6) {
      throw new IllegalArgumentException(
          "a host has no addresses of the family " + family + ": give INET, INET6 or null");
    }
    return with(made -> made.family = family);
  }

  /// {@return how long an address has before the next one is tried as well; null for as long as it
  /// takes}
  public @Nullable Duration happyEyeballsDelay() {
    return happyEyeballsDelay;
  }

  /// {@return these options with another delay for Happy Eyeballs (RFC 8305)}
  ///
  /// A host's addresses are tried in the resolver's order, but IPv4 and IPv6 in turn. The next one
  /// is tried when the one before has failed, or has not answered for this long. The first that
  /// answers is taken, and the others are given up.
  ///
  /// @param delay 250 ms at first; zero to try all at once; null to try one after another, in
  ///   exactly the resolver's order, however long one takes (as asyncio does when it is told of no
  ///   delay)
  public ConnectOptions withHappyEyeballsDelay(@Nullable Duration delay) {
    if (delay != null && delay.isNegative()) {
      throw new IllegalArgumentException(
          "the delay of Happy Eyeballs cannot be " + delay + ": give zero, more, or null");
    }
    return with(made -> made.happyEyeballsDelay = delay);
  }

  /// {@return what looks hosts up}
  public Resolver resolver() {
    return resolver;
  }

  /// {@return these options with another resolver}
  ///
  /// @param resolver what looks hosts up; [Resolver#SYSTEM] at first
  public ConnectOptions withResolver(Resolver resolver) {
    Objects.requireNonNull(resolver, "resolver");
    return with(made -> made.resolver = resolver);
  }

  /// {@return how the connection is encrypted; null when it is not}
  public @Nullable TlsContext tls() {
    return tls;
  }

  /// {@return these options with TLS} Connecting then lasts until the handshake has succeeded.
  ///
  /// @param context of [TlsContext#client]
  public ConnectOptions withTls(TlsContext context) {
    context.checkSide(false);
    return with(made -> made.tls = context);
  }

  /// {@return whose certificate the server must have; null for the host that is connected to}
  public @Nullable String serverHostname() {
    return serverHostname;
  }

  /// {@return these options with another name that the server's certificate must have} For
  /// connecting to an address, or through a tunnel. Needs [#withTls].
  ///
  /// @param host a name, or an address
  public ConnectOptions withServerHostname(String host) {
    CertificateNames.normalize(host);
    return with(made -> made.serverHostname = host);
  }
}
