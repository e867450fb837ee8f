package org.asyncio4j.http.web;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Believes what proxies of one's own say of where a request came from, so that [Request#remote]
/// and [Request#scheme] are those of the client (aiohttp-remotes). From anybody else the same
/// headers mean nothing. Add it first.
///
/// Of several proxies one behind the other each adds what it has seen; they are believed from the
/// nearest one on, for as long as the one that speaks is trusted.
public final class TrustedProxies implements Middleware {
  private final List<IpSubnetFilterRule> networks = new ArrayList<>();

  /// Whether they speak RFC 7239, or else the older way.
  private final boolean standard;

  private TrustedProxies(boolean standard, String... networks) {
    this.standard = standard;
    for (String network : networks) {
      this.networks.add(rule(network));
    }
  }

  /// {@return one for proxies that set `X-Forwarded-For` and `X-Forwarded-Proto`, and only these:
  /// what clients put into `Forwarded` they may pass on}
  ///
  /// @param networks where they are, as `10.0.0.0/8`, or one address
  /// @throws IllegalArgumentException when one is no network
  public static TrustedProxies xForwarded(String... networks) {
    return new TrustedProxies(false, networks);
  }

  /// {@return one for proxies that set `Forwarded` (RFC 7239)}
  ///
  /// @param networks where they are, as `10.0.0.0/8`, or one address
  /// @throws IllegalArgumentException when one is no network
  public static TrustedProxies forwarded(String... networks) {
    return new TrustedProxies(true, networks);
  }

  private static IpSubnetFilterRule rule(String network) {
    int slash = network.indexOf('/');
    InetAddress address = InetAddress.ofLiteral(slash < 0 ? network : network.substring(0, slash));
    int bits = address.getAddress().length * 8;
    int prefix = slash < 0 ? bits : Integer.parseInt(network.substring(slash + 1));
    if (prefix < 0 || prefix > bits) {
      throw new IllegalArgumentException(
          network + " is no network: its prefix has 0 to " + bits + " bits");
    }
    return new IpSubnetFilterRule(address, prefix, IpFilterRuleType.ACCEPT);
  }

  @Override
  public Response handle(Request request, Handler next) throws Exception {
    SocketAddress peer = request.remote();
    if (isTrusted(peer)) {
      follow(request, standard ? standardHops(request) : olderHops(request));
    }
    return next.handle(request);
  }

  private boolean isTrusted(@Nullable SocketAddress address) {
    return address instanceof InetSocketAddress inet
        && networks.stream().anyMatch(network -> network.matches(inet));
  }

  /// What one proxy has seen; null for what it does not say.
  private record Hop(@Nullable SocketAddress client, @Nullable String scheme) {}

  /// @param hops the nearest last
  private void follow(Request request, List<Hop> hops) {
    SocketAddress client = null;
    String scheme = null;
    for (Hop hop : hops.reversed()) {
      scheme = hop.scheme == null ? scheme : hop.scheme;
      if (hop.client == null) {
        break;
      }
      client = hop.client;
      if (!isTrusted(client)) {
        break;
      }
    }
    request.forwarded(client, scheme);
  }

  // --- the headers ---

  private static List<Hop> olderHops(Request request) {
    List<String> clients = elements(request, "x-forwarded-for", ',');
    List<String> schemes = elements(request, "x-forwarded-proto", ',');
    List<Hop> hops = new ArrayList<>();
    for (int i = 0; i < clients.size(); i++) {
      // most often only the first proxy sets the scheme
      int at = schemes.size() == clients.size() ? i : schemes.size() - 1;
      hops.add(new Hop(address(clients.get(i)), at < 0 ? null : scheme(schemes.get(at))));
    }
    if (clients.isEmpty() && !schemes.isEmpty()) {
      hops.add(new Hop(null, scheme(schemes.getLast())));
    }
    return hops;
  }

  private static List<Hop> standardHops(Request request) {
    List<Hop> hops = new ArrayList<>();
    for (String element : elements(request, "forwarded", ',')) {
      SocketAddress client = null;
      String scheme = null;
      for (String pair : split(element, ';')) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? "" : pair.substring(0, equals).strip().toLowerCase(Locale.ROOT);
        String value = pair.substring(equals + 1).strip().replace("\"", "");
        if (name.equals("for")) {
          client = address(value);
        } else if (name.equals("proto")) {
          scheme = scheme(value);
        }
      }
      hops.add(new Hop(client, scheme));
    }
    return hops;
  }

  private static List<String> elements(Request request, String name, char separator) {
    List<String> elements = new ArrayList<>();
    for (String header : request.headers().getAll(name)) {
      elements.addAll(split(header, separator));
    }
    return elements;
  }

  /// The parts between separators outside of quotes, without spaces around them.
  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        parts.add(text.substring(from, i).strip());
        from = i + 1;
      }
    }
    parts.add(text.substring(from).strip());
    return parts;
  }

  private static @Nullable String scheme(String text) {
    String scheme = text.toLowerCase(Locale.ROOT);
    return scheme.equals("http") || scheme.equals("https") ? scheme : null;
  }

  /// {@return an address, with its port or 0; null when it is none, as `unknown`}
  private static @Nullable SocketAddress address(String text) {
    String host = text;
    String port = "0";
    int colon = text.lastIndexOf(':');
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      host = end < 0 ? text : text.substring(1, end);
      port = colon == end + 1 ? text.substring(colon + 1) : port;
    } else if (colon >= 0 && colon == text.indexOf(':')) {
      host = text.substring(0, colon);
      port = text.substring(colon + 1);
    }
    try {
      return new InetSocketAddress(InetAddress.ofLiteral(host), Integer.parseInt(port));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
