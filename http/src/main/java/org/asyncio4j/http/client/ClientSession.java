package org.asyncio4j.http.client;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.http.websocket.WebSocket;
import org.asyncio4j.http.websocket.WebSocketOptions;
import org.asyncio4j.internal.Internals;
import org.asyncio4j.internal.Tracked;
import org.jspecify.annotations.Nullable;

/// Makes requests, over connections that it keeps (`aiohttp.ClientSession`). Make one for a program
/// or a part of it, not one for each request.
///
/// {@snippet class="org.asyncio4j.http.client.PackageExamples" region="get"}
///
/// Any number of tasks may make requests at once; those beyond [ClientOptions#limit] wait for a
/// connection. Cancelling a request leaves nothing behind: its connection is closed unless the
/// response has come to its end.
///
/// A request that the server may not have seen, because it had closed a connection that was kept,
/// is sent once more, on a new one: only if its method is idempotent (GET, HEAD, PUT, DELETE,
/// OPTIONS, TRACE; RFC 9110, 9.2.2), no byte of an answer has come, and its body is still there.
/// Nothing else is repeated.
///
/// Thread rule: on the loop that it was made on.
public final class ClientSession implements AutoCloseable {
  final EventLoop loop;
  final ClientOptions options;
  final ConnectionPool pool;
  final @Nullable CookieJar cookieJar;
  private final Tracked tracked;
  private final Dispatch dispatch;
  private final ClientMiddleware.Next chain;
  private boolean closed;

  private ClientSession(ClientOptions options) {
    loop = Asyncio.getRunningLoop();
    this.options = options;
    pool = new ConnectionPool(loop, options);
    cookieJar = options.cookieJar();
    dispatch = new Dispatch(this);
    ClientMiddleware.Next next = dispatch::send;
    for (ClientMiddleware middleware : List.copyOf(options.middleware()).reversed()) {
      ClientMiddleware.Next inner = next;
      next = request -> middleware.handle(request, inner);
    }
    chain = next;
    tracked = Internals.get().unclosed(this);
  }

  /// {@return a session of the loop that runs here}
  public static ClientSession create() {
    return create(ClientOptions.DEFAULT);
  }

  /// {@return a session of the loop that runs here}
  ///
  /// @param options how it makes its requests
  public static ClientSession create(ClientOptions options) {
    return new ClientSession(Objects.requireNonNull(options, "options"));
  }

  /// {@return how it makes its requests}
  public ClientOptions options() {
    return options;
  }

  /// {@return the cookies of this session; null when it keeps none}
  public @Nullable CookieJar cookieJar() {
    return cookieJar;
  }

  // --- requests ---

  /// Suspends until the head of the response is there.
  ///
  /// @param request what to ask
  /// @return the response, which the caller closes
  /// @throws ClientError when there is none: see its subclasses
  /// @throws IOException what the producer of the request's body throws, or a middleware
  /// @throws IllegalArgumentException when the URL is none, or the request cannot be written as
  ///   HTTP; nothing was sent
  /// @throws IllegalStateException when the session is closed
  public ClientResponse send(ClientRequest request) throws IOException {
    Objects.requireNonNull(request, "request");
    if (closed) {
      throw ConnectionPool.closedException();
    }
    return chain.send(request);
  }

  /// As [#send]: a request without a body.
  ///
  /// @param method such as `GET`
  /// @param url absolute, or relative to the base URL
  /// @return the response, which the caller closes
  /// @throws IOException as [#send]
  public ClientResponse request(String method, String url) throws IOException {
    return send(ClientRequest.of(method, url));
  }

  /// As [#send], with details.
  ///
  /// @param method such as `GET`
  /// @param url absolute, or relative to the base URL
  /// @param details what else the request has
  /// @return the response, which the caller closes
  /// @throws IOException as [#send]
  public ClientResponse request(String method, String url, UnaryOperator<ClientRequest> details)
      throws IOException {
    return send(details.apply(ClientRequest.of(method, url)));
  }

  /// As [#send]: GET.
  ///
  /// @param url absolute, or relative to the base URL
  /// @return the response, which the caller closes
  /// @throws IOException as [#send]
  public ClientResponse get(String url) throws IOException {
    return request("GET", url);
  }

  /// As [#send]: GET, with details.
  ///
  /// @param url absolute, or relative to the base URL
  /// @param details what else the request has, as `with -> with.withParam("page", 2)`
  /// @return the response, which the caller closes
  /// @throws IOException as [#send]
  public ClientResponse get(String url, UnaryOperator<ClientRequest> details) throws IOException {
    return request("GET", url, details);
  }

  /// As [#send]: HEAD.
  ///
  /// @param url absolute, or relative to the base URL
  /// @return the response, which the caller closes
  /// @throws IOException as [#send]
  public ClientResponse head(String url) throws IOException {
    return request("HEAD", url);
  }

  /// As [#send]: HEAD, with details.
  ///
  /// @param url absolute, or relative to the base URL
  /// @param details what else the request has, as `with -> with.withParam("page", 2)`
  /// @return the response, which the caller closes
  /// @throws IOException as [#send]
  public ClientResponse head(String url, UnaryOperator<ClientRequest> details) throws IOException {
    return request("HEAD", url, details);
  }

  /// As [#send]: OPTIONS.
  ///
  /// @param url absolute, or relative to the base URL
  /// @return the response, which the caller closes
  /// @throws IOException as [#send]
  public ClientResponse options(String url) throws IOException {
    return request("OPTIONS", url);
  }

  /// As [#send]: OPTIONS, with details.
  ///
  /// @param url absolute, or relative to the base URL
  /// @param details what else the request has, as `with -> with.withParam("page", 2)`
  /// @return the response, which the caller closes
  /// @throws IOException as [#send]
  public ClientResponse options(String url, UnaryOperator<ClientRequest> details)
      throws IOException {
    return request("OPTIONS", url, details);
  }

  /// As [#send]: DELETE.
  ///
  /// @param url absolute, or relative to the base URL
  /// @return the response, which the caller closes
  /// @throws IOException as [#send]
  public ClientResponse delete(String url) throws IOException {
    return request("DELETE", url);
  }

  /// As [#send]: DELETE, with details.
  ///
  /// @param url absolute, or relative to the base URL
  /// @param details what else the request has, as `with -> with.withParam("page", 2)`
  /// @return the response, which the caller closes
  /// @throws IOException as [#send]
  public ClientResponse delete(String url, UnaryOperator<ClientRequest> details)
      throws IOException {
    return request("DELETE", url, details);
  }

  /// As [#send]: POST.
  ///
  /// @param url absolute, or relative to the base URL
  /// @param body what to send
  /// @return the response, which the caller closes
  /// @throws IOException as [#send]
  public ClientResponse post(String url, RequestBody body) throws IOException {
    return send(ClientRequest.of("POST", url).withBody(body));
  }

  /// As [#send]: POST, with details.
  ///
  /// @param url absolute, or relative to the base URL
  /// @param details what else the request has, as `with -> with.withJson(value)`
  /// @return the response, which the caller closes
  /// @throws IOException as [#send]
  public ClientResponse post(String url, UnaryOperator<ClientRequest> details) throws IOException {
    return request("POST", url, details);
  }

  /// As [#send]: PUT.
  ///
  /// @param url absolute, or relative to the base URL
  /// @param body what to send
  /// @return the response, which the caller closes
  /// @throws IOException as [#send]
  public ClientResponse put(String url, RequestBody body) throws IOException {
    return send(ClientRequest.of("PUT", url).withBody(body));
  }

  /// As [#send]: PUT, with details.
  ///
  /// @param url absolute, or relative to the base URL
  /// @param details what else the request has, as `with -> with.withJson(value)`
  /// @return the response, which the caller closes
  /// @throws IOException as [#send]
  public ClientResponse put(String url, UnaryOperator<ClientRequest> details) throws IOException {
    return request("PUT", url, details);
  }

  /// As [#send]: PATCH.
  ///
  /// @param url absolute, or relative to the base URL
  /// @param body what to send
  /// @return the response, which the caller closes
  /// @throws IOException as [#send]
  public ClientResponse patch(String url, RequestBody body) throws IOException {
    return send(ClientRequest.of("PATCH", url).withBody(body));
  }

  /// As [#send]: PATCH, with details.
  ///
  /// @param url absolute, or relative to the base URL
  /// @param details what else the request has, as `with -> with.withJson(value)`
  /// @return the response, which the caller closes
  /// @throws IOException as [#send]
  public ClientResponse patch(String url, UnaryOperator<ClientRequest> details) throws IOException {
    return request("PATCH", url, details);
  }

  // --- WebSockets ---

  /// As [#webSocketConnect(String, WebSocketOptions, UnaryOperator)], with nothing special.
  ///
  /// @param url `ws` or `wss`, or relative to the base URL
  /// @return the WebSocket, which the caller closes
  /// @throws ClientError when there is none
  /// @throws IOException as the other one
  public WebSocket webSocketConnect(String url) throws IOException {
    return webSocketConnect(url, WebSocketOptions.DEFAULT);
  }

  /// As [#webSocketConnect(String, WebSocketOptions, UnaryOperator)], without details.
  ///
  /// @param url `ws` or `wss`, or relative to the base URL
  /// @param options what is allowed, and which subprotocols are offered
  /// @return the WebSocket, which the caller closes
  /// @throws ClientError when there is none
  /// @throws IOException as the other one
  public WebSocket webSocketConnect(String url, WebSocketOptions options) throws IOException {
    return webSocketConnect(url, options, UnaryOperator.identity());
  }

  /// Suspends until a WebSocket is open (`aiohttp.ClientSession.ws_connect`; RFC 6455, 4.1).
  ///
  /// {@snippet class="org.asyncio4j.http.client.PackageExamples" region="webSocket"}
  ///
  /// The session's headers and cookies are sent, and its limits hold: the WebSocket has its own
  /// connection, which counts until it is closed. The time limits are for its opening; later
  /// [WebSocketOptions#heartbeat] finds out that a server has gone. Redirects are not followed, and
  /// middleware is not asked. Closing the session closes the WebSocket (1001).
  ///
  /// Cancelling closes the connection.
  ///
  /// @param url `ws` or `wss`, or relative to the base URL
  /// @param options what is allowed, and which subprotocols are offered
  /// @param details what else the request has, as `with -> with.withHeader("Origin", origin)`
  /// @return the WebSocket, which the caller closes
  /// @throws ClientResponseError when the server has refused, or has not answered as it should
  /// @throws ClientError when there is no connection, or it is lost
  /// @throws IOException for subclasses of it
  /// @throws IllegalArgumentException when the URL is none, or the details have a body
  /// @throws IllegalStateException when the session is closed
  public WebSocket webSocketConnect(
      String url, WebSocketOptions options, UnaryOperator<ClientRequest> details)
      throws IOException {
    Objects.requireNonNull(options, "options");
    ClientRequest request = details.apply(ClientRequest.of("GET", url));
    if (request.body() != null || !request.method().equals("GET")) {
      throw new IllegalArgumentException(
          "a WebSocket is asked for by GET without a body, not by " + request);
    }
    if (closed) {
      throw ConnectionPool.closedException();
    }
    return dispatch.connect(request, options);
  }

  // --- the end ---

  /// Closes all connections; requests that are under way fail, WebSockets say goodbye. Does nothing
  /// the second time.
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      tracked.closed();
      if (!loop.isClosed()) {
        pool.close();
      }
    }
  }

  @Override
  public String toString() {
    return "<ClientSession"
        + (options.baseUrl() == null ? "" : " " + options.baseUrl())
        + (closed ? " closed" : "")
        + ">";
  }
}
