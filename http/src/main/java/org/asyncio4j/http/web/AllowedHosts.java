package org.asyncio4j.http.web;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.asyncio4j.http.Status;

/// Answers only what is meant for this server, by the `Host` header (Django's `ALLOWED_HOSTS`):
/// else an application that makes links of it makes what a client likes, and a page elsewhere can
/// reach a server in the local network by a name of its own (DNS rebinding).
public final class AllowedHosts implements Middleware {
  private final Set<String> hosts = new HashSet<>();

  private AllowedHosts() {}

  /// {@return one for some hosts; others are answered with 421, requests without a host with 400}
  ///
  /// @param hosts names or addresses, without a port; `*.example.org` is all names below that one
  public static AllowedHosts of(String... hosts) {
    AllowedHosts allowed = new AllowedHosts();
    for (String host : hosts) {
      allowed.hosts.add(host.toLowerCase(Locale.ROOT));
    }
    return allowed;
  }

  @Override
  public Response handle(Request request, Handler next) throws Exception {
    String host = request.header("host");
    if (host == null || host.isEmpty()) {
      throw new HttpException.BadRequest("the request does not say which host is meant");
    }
    if (!allows(withoutPort(host).toLowerCase(Locale.ROOT))) {
      throw new HttpException(
          Status.MISDIRECTED_REQUEST, "this server does not answer for " + host);
    }
    return next.handle(request);
  }

  private boolean allows(String host) {
    if (hosts.contains(host)) {
      return true;
    }
    for (int dot = host.indexOf('.'); dot > 0; dot = host.indexOf('.', dot + 1)) {
      if (hosts.contains("*" + host.substring(dot))) {
        return true;
      }
    }
    return false;
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }
}
