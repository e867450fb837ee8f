package org.asyncio4j.http.client;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.asyncio4j.http.Status;
import org.asyncio4j.http.websocket.WebSocket;
import org.asyncio4j.http.websocket.WebSocketOptions;
import org.asyncio4j.http.wire.WebSocketAccess;
import org.asyncio4j.http.wire.WebSocketChannel;

/// Sends a request, and goes where redirects lead it.
final class Dispatch {
  /// How much of a redirect's body is read so that its connection can be used again.
  private static final int MAX_REDIRECT_BODY = 64 * 1024;

  private static final Set<String> IDEMPOTENT =
      Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE");

  private final ClientSession session;
  private final ClientOptions options;
  private final Connecting connecting;

  Dispatch(ClientSession session) {
    this.session = session;
    options = session.options;
    connecting = new Connecting(session.loop, options);
  }

  ClientResponse send(ClientRequest request) throws IOException {
    ClientEvents events = new ClientEvents(session.loop, options.listener(), request);
    events.started();
    try {
      return follow(request, events);
    } catch (Throwable e) {
      events.failed(e);
      throw e;
    }
  }

  private ClientResponse follow(ClientRequest request, ClientEvents events) throws IOException {
    ClientTimeout timeout = request.timeout() == null ? options.timeout() : request.timeout();
    long deadline = ClientTimeout.after(events.start(), timeout.total());
    int most = request.maxRedirects() < 0 ? options.maxRedirects() : request.maxRedirects();
    Hop hop = Hop.first(request, options);
    List<ClientResponse> history = List.of();
    while (true) {
      RoundTrip roundTrip = roundTrip(hop, timeout, deadline, events);
      HttpResponse head = roundTrip.awaitHead();
      keepCookies(hop, head);
      ClientResponse response =
          new ClientResponse(roundTrip, head, events, hop.method(), hop.target().uri(), history);
      String location = most == 0 ? null : Redirects.location(head);
      if (location == null) {
        events.responseStarted(head.status().code());
        return response;
      }
      // what follows ends this response, whatever happens
      try (response) {
        if (history.size() >= most) {
          throw new TooManyRedirectsError(
              request + " was redirected more than " + most + " times, at last to " + location,
              null);
        }
        hop = Redirects.next(hop, head, location, options);
        drain(roundTrip);
      }
      events.redirected(head.status().code(), hop.target().uri());
      List<ClientResponse> longer = new ArrayList<>(history);
      longer.add(response);
      history = List.copyOf(longer);
    }
  }

  /// Suspends until there is a WebSocket. Redirects are not followed, as browsers do not.
  WebSocket connect(ClientRequest request, WebSocketOptions webSocketOptions) throws IOException {
    ClientEvents events = new ClientEvents(session.loop, options.listener(), request);
    events.started();
    try {
      WebSocket made = open(request, webSocketOptions, events);
      events.responseStarted(Status.SWITCHING_PROTOCOLS);
      return made;
    } catch (Throwable e) {
      events.failed(e);
      throw e;
    }
  }

  private WebSocket open(
      ClientRequest request, WebSocketOptions webSocketOptions, ClientEvents events)
      throws IOException {
    ClientTimeout timeout = request.timeout() == null ? options.timeout() : request.timeout();
    long deadline = ClientTimeout.after(events.start(), timeout.total());
    Hop hop = Hop.first(request, options);
    Http1ClientConnection connection = // that is all such routes have
        (Http1ClientConnection)
            connecting.acquire(session.pool, hop.webSocketRoute(), true, timeout, deadline, events);
    RoundTrip roundTrip =
        new RoundTrip(connection, hop.method(), hop.target(), 0, deadline, timeout);
    WebSocketOpening opening = new WebSocketOpening(connection, webSocketOptions);
    roundTrip.opens(opening);
    boolean opened = false;
    try {
      Sending.start(session, roundTrip, hop);
      HttpResponse head = roundTrip.awaitHead();
      keepCookies(hop, head);
      WebSocketChannel made = opening.made();
      if (made == null) {
        throw ClientResponseError.ofStatus(
            "the request for the WebSocket " + hop.target(),
            head.status().code(),
            head.status().reasonPhrase());
      }
      opened = true;
      return WebSocketAccess.of(made);
    } catch (Failure e) {
      throw e.again();
    } finally {
      if (!opened) {
        roundTrip.abandon();
        connection.abort();
      }
    }
  }

  private void keepCookies(Hop hop, HttpResponse head) {
    CookieJar jar = session.cookieJar;
    if (jar != null && head.headers().contains(HttpHeaderNames.SET_COOKIE)) {
      head.headers()
          .getAll(HttpHeaderNames.SET_COOKIE)
          .forEach(header -> jar.set(hop.target(), header));
    }
  }

  /// Reads the body of a redirect, if it is short.
  private static void drain(RoundTrip roundTrip) throws IOException {
    long length = roundTrip.body().length();
    long left = MAX_REDIRECT_BODY;
    while (!roundTrip.isOver() && length <= MAX_REDIRECT_BODY && left > 0) {
      byte[] piece = roundTrip.body().read();
      left -= piece == null ? left : piece.length;
    }
  }

  /// Suspends until there is a response, and sends a request once more if that is safe.
  private RoundTrip roundTrip(Hop hop, ClientTimeout timeout, long deadline, ClientEvents events)
      throws IOException {
    boolean fresh = false;
    while (true) {
      Carrier carrier =
          connecting.acquire(session.pool, hop.route(), fresh, timeout, deadline, events);
      boolean reused = carrier.isReused();
      RoundTrip roundTrip =
          new RoundTrip(
              carrier, hop.method(), hop.target(), options.maxBodySize(), deadline, timeout);
      boolean answered = false;
      try {
        Sending.start(session, roundTrip, hop);
        roundTrip.awaitHead();
        answered = true;
        return roundTrip;
      } catch (Failure e) {
        boolean harmless =
            switch (e.reached) {
              case UNPROCESSED -> true;
              case UNANSWERED -> reused && IDEMPOTENT.contains(hop.method());
              case UNKNOWN -> false;
            };
        if (!harmless || fresh || !hop.isReplayable()) {
          throw e.again();
        }
        carrier.avoid();
        fresh = true;
      } finally {
        if (!answered) {
          roundTrip.abandon();
        }
      }
    }
  }
}
