package org.asyncio4j.http.client;

import org.asyncio4j.http.Headers;
import org.jspecify.annotations.Nullable;

/// One request of those that redirects make of one.
///
/// @param request what the program has sent
/// @param method such as `GET`
/// @param target where this one goes
/// @param body what it sends; null for nothing
/// @param trusted whether the target may see what the first one was to see
record Hop(
    ClientRequest request,
    ClientOptions options,
    String method,
    Target target,
    @Nullable RequestBody body,
    boolean trusted) {

  static Hop first(ClientRequest request, ClientOptions options) {
    Target target = Target.parse(request.url(), options.baseUrl());
    if (!request.params().isEmpty()) {
      target = target.withQuery(RequestBody.query(request.params()));
    }
    return new Hop(request, options, request.method(), target, request.body(), true);
  }

  Route route() {
    return new Route(target.origin(), options.proxy(), false, options.http2());
  }

  Route webSocketRoute() {
    return new Route(target.origin(), options.proxy(), true, false);
  }

  boolean isReplayable() {
    return body == null || body.replayable;
  }

  Headers defaultHeaders() {
    return options.rawHeaders();
  }
}
