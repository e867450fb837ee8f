package org.asyncio4j.http.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.asyncio4j.http.Headers;
import org.jspecify.annotations.Nullable;

/// What is asked of a server (the arguments of `aiohttp.ClientSession.request`). Immutable; for
/// [ClientSession#send], any number of times.
///
/// {@snippet class="org.asyncio4j.http.client.PackageExamples" region="request"}
public final class ClientRequest {
  /// What the body and the connection say, not the program.
  private static final Set<String> OWN =
      Set.of(
          "content-length", "transfer-encoding", "keep-alive", "proxy-connection", "te", "upgrade");

  private static final Headers NONE = Headers.create();

  private final String method;
  private final String url;
  private Headers headers = NONE;
  private Map<String, String> params = Map.of();
  private @Nullable RequestBody body;
  private @Nullable ClientTimeout timeout;
  private int maxRedirects = -1;
  private boolean expectContinue;

  private ClientRequest(String method, String url) {
    this.method = method;
    this.url = url;
  }

  /// {@return a request}
  ///
  /// @param method such as `GET`
  /// @param url absolute, or relative to the session's base URL; spaces and letters beyond ASCII
  ///   are encoded
  /// @throws IllegalArgumentException when the method is no token
  public static ClientRequest of(String method, String url) {
    return new ClientRequest(checkedMethod(method), Objects.requireNonNull(url, "url"));
  }

  private static String checkedMethod(String method) {
    switch (method) {
      case "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS" -> {}
      default -> {
        if (method.isEmpty() || !method.chars().allMatch(ClientRequest::isTokenChar)) {
          throw new IllegalArgumentException(
              "'" + method.replaceAll("\\p{Cntrl}", "?") + "' is no method: use letters");
        }
        if (method.toUpperCase(Locale.ROOT).equals("CONNECT")) {
          throw new IllegalArgumentException(
              "CONNECT is for proxies: give the session one by ClientOptions.withProxy(...)");
        }
      }
    }
    return method;
  }

  private static boolean isTokenChar(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }

  private ClientRequest with(Consumer<ClientRequest> change) {
    return with(method, url, change);
  }

  private ClientRequest with(String method, String url, Consumer<ClientRequest> change) {
    ClientRequest made = new ClientRequest(method, url);
    made.headers = headers;
    made.params = params;
    made.body = body;
    made.timeout = timeout;
    made.maxRedirects = maxRedirects;
    made.expectContinue = expectContinue;
    change.accept(made);
    return made;
  }

  // --- where ---

  /// {@return the method, such as `GET`}
  public String method() {
    return method;
  }

  /// {@return the URL, as it was given; without [#params]}
  public String url() {
    return url;
  }

  /// {@return this request for another URL}
  ///
  /// @param url absolute, or relative to the session's base URL
  public ClientRequest withUrl(String url) {
    return with(method, Objects.requireNonNull(url, "url"), _ -> {});
  }

  /// {@return this request with one more parameter at the end of its URL's query}
  ///
  /// @param name is encoded
  /// @param value is encoded, as `String.valueOf` says it
  public ClientRequest withParam(String name, Object value) {
    Map<String, String> more = new LinkedHashMap<>(params);
    more.put(Objects.requireNonNull(name, "name"), String.valueOf(value));
    return with(made -> made.params = more);
  }

  Map<String, String> params() {
    return params;
  }

  // --- headers ---

  /// {@return the headers of this request, without those that the session adds; a copy}
  public Headers headers() {
    return headers.copy();
  }

  Headers rawHeaders() {
    return headers;
  }

  /// {@return this request with a header, in the place of any other of this name}
  ///
  /// @param name a token; not `Content-Length` and others that the body decides
  /// @param value without control characters
  /// @throws IllegalArgumentException when one is not allowed
  public ClientRequest withHeader(String name, String value) {
    checkHeader(name);
    Headers more = headers.copy().set(name, value);
    return with(made -> made.headers = more);
  }

  /// {@return this request with more headers, in the place of any others of the same names}
  ///
  /// @param headers what to add
  /// @throws IllegalArgumentException when one is not allowed
  public ClientRequest withHeaders(Headers headers) {
    headers.names().forEach(ClientRequest::checkHeader);
    Headers more = this.headers.copy().setAll(headers);
    return with(made -> made.headers = more);
  }

  static void checkHeader(String name) {
    if (OWN.contains(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "the header "
              + name
              + " says how a message is sent, and is set here: leave it out (for the length of a"
              + " body see RequestBody.stream)");
    }
  }

  /// {@return this request with a user name and a password (RFC 7617)}
  ///
  /// @param user without a colon
  /// @param password any
  public ClientRequest withBasicAuth(String user, String password) {
    return withHeader("Authorization", basic(user, password));
  }

  /// {@return this request with a token (RFC 6750)}
  ///
  /// @param token what the server has given
  public ClientRequest withBearerAuth(String token) {
    return withHeader("Authorization", "Bearer " + token);
  }

  static String basic(String user, String password) {
    if (user.indexOf(':') >= 0) {
      throw new IllegalArgumentException("the user name '" + user + "' has a colon, which ends it");
    }
    return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
  }

  // --- body ---

  /// {@return what is sent; null for nothing}
  public @Nullable RequestBody body() {
    return body;
  }

  /// {@return this request with a body; its `Content-Type` is the body's unless a header says
  /// otherwise}
  ///
  /// @param body what to send; null for nothing
  public ClientRequest withBody(@Nullable RequestBody body) {
    return with(made -> made.body = body);
  }

  /// {@return this request with a value as JSON}
  ///
  /// @param value a record, bean, collection, or null
  /// @throws IllegalArgumentException when it cannot be written as JSON
  public ClientRequest withJson(@Nullable Object value) {
    return withBody(RequestBody.json(value));
  }

  /// {@return this request with a form's fields}
  ///
  /// @param fields names and values
  public ClientRequest withForm(Map<String, String> fields) {
    return withBody(RequestBody.form(fields));
  }

  /// {@return this request with fields and files}
  ///
  /// @param parts what to send
  public ClientRequest withMultipart(MultipartBody parts) {
    return withBody(parts.toBody());
  }

  /// {@return this request with text in UTF-8}
  ///
  /// @param text what to send
  public ClientRequest withText(String text) {
    return withBody(RequestBody.text(text));
  }

  boolean expectsContinue() {
    return expectContinue;
  }

  /// {@return this request, whose body is sent only when the server has said that it wants it, or
  /// nothing for a second (`Expect: 100-continue`)}
  public ClientRequest withExpectContinue() {
    return with(made -> made.expectContinue = true);
  }

  // --- how ---

  /// {@return how long it may take; null for what the session says}
  public @Nullable ClientTimeout timeout() {
    return timeout;
  }

  /// {@return this request with other time limits than the session's}
  ///
  /// @param timeout how long it may take
  public ClientRequest withTimeout(ClientTimeout timeout) {
    Objects.requireNonNull(timeout, "timeout");
    return with(made -> made.timeout = timeout);
  }

  /// {@return this request with a time limit for all of it, in the place of the session's limits}
  ///
  /// @param total positive
  public ClientRequest withTimeout(Duration total) {
    return withTimeout(ClientTimeout.NONE.withTotal(Objects.requireNonNull(total, "total")));
  }

  /// How many redirects are followed; -1 for what the session says.
  int maxRedirects() {
    return maxRedirects;
  }

  /// {@return this request, following so many redirects} One more throws a [TooManyRedirectsError].
  ///
  /// @param most 0 to be given the redirect as the response
  public ClientRequest withMaxRedirects(int most) {
    if (most < 0) {
      throw new IllegalArgumentException("there cannot be " + most + " redirects: give 0 or more");
    }
    return with(made -> made.maxRedirects = most);
  }

  @Override
  public String toString() {
    return method + " " + url.replaceFirst("//[^/?#]*@", "//");
  }
}
