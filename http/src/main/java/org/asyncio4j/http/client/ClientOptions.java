package org.asyncio4j.http.client;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.HttpLimits;
import org.asyncio4j.net.ConnectOptions;
import org.asyncio4j.net.TlsContext;
import org.jspecify.annotations.Nullable;

/// How a session makes its requests (the arguments of `aiohttp.ClientSession` and `TCPConnector`).
/// Immutable.
public final class ClientOptions {
  /// What holds where nothing else is said.
  public static final ClientOptions DEFAULT = new ClientOptions();

  /// Of a response. Their size is what counts, but each takes more than its bytes.
  private static final int MAX_HEADERS = 1000;

  /// How many times longer a body may become: what deflate can do at the most, and a little.
  private static final int MAX_RATIO = 1100;

  private @Nullable URI baseUrl;
  private Headers headers = Headers.of("User-Agent", "asyncio4j", "Accept", "*/*");
  private ClientTimeout timeout = ClientTimeout.DEFAULT;
  private int limit = 100;
  private int limitPerHost = 100;
  private Duration idleTimeout = Duration.ofSeconds(15);
  private int maxRedirects = 10;
  private boolean downgradeAllowed = true;
  private long maxBodySize = 64 * 1024 * 1024;
  private int maxHeaderSize = 64 * 1024;
  private boolean decompression = true;
  private boolean http2 = true;
  private long maxDecompressedSize = HttpLimits.DEFAULT.decompressedLength();
  private ConnectOptions connectOptions = ConnectOptions.DEFAULT;
  private TlsContext tls = TlsContext.client();
  private @Nullable ProxyServer proxy;
  private @Nullable CookieJar cookieJar;
  private boolean cookies = true;
  private List<ClientMiddleware> middleware = List.of();
  private @Nullable Consumer<? super ClientEvent> listener;

  private ClientOptions() {}

  private ClientOptions with(Consumer<ClientOptions> change) {
    ClientOptions made = new ClientOptions();
    made.baseUrl = baseUrl;
    made.headers = headers;
    made.timeout = timeout;
    made.limit = limit;
    made.limitPerHost = limitPerHost;
    made.idleTimeout = idleTimeout;
    made.maxRedirects = maxRedirects;
    made.downgradeAllowed = downgradeAllowed;
    made.maxBodySize = maxBodySize;
    made.maxHeaderSize = maxHeaderSize;
    made.decompression = decompression;
    made.http2 = http2;
    made.maxDecompressedSize = maxDecompressedSize;
    made.connectOptions = connectOptions;
    made.tls = tls;
    made.proxy = proxy;
    made.cookieJar = cookieJar;
    made.cookies = cookies;
    made.middleware = middleware;
    made.listener = listener;
    change.accept(made);
    return made;
  }

  // --- requests ---

  /// {@return what relative URLs are relative to; null when they are refused}
  public @Nullable URI baseUrl() {
    return baseUrl;
  }

  /// {@return these options with a URL that those of requests are relative to}
  ///
  /// @param url absolute; a path should end in `/`
  /// @throws IllegalArgumentException when it is no URL of HTTP
  public ClientOptions withBaseUrl(String url) {
    Target base = Target.parse(url, null);
    if (base.userInfo() != null) {
      throw new IllegalArgumentException(
          "the base URL '" + base + "' cannot have a user: use withBasicAuth(...)");
    }
    return with(made -> made.baseUrl = base.uri());
  }

  /// {@return what each request has, unless it says otherwise; a copy}
  public Headers headers() {
    return headers.copy();
  }

  Headers rawHeaders() {
    return headers;
  }

  /// {@return these options with a header for each request; a request's own of the same name is
  /// used in its place} At first there are `User-Agent: asyncio4j` and `Accept: */*`.
  ///
  /// @param name a token; not `Content-Length` and others that the body decides
  /// @param value without control characters
  /// @throws IllegalArgumentException when one is not allowed
  public ClientOptions withHeader(String name, String value) {
    ClientRequest.checkHeader(name);
    Headers more = headers.copy().set(name, value);
    return with(made -> made.headers = more);
  }

  /// {@return these options with a user name and a password for each request (RFC 7617)} They are
  /// not sent on when another server redirects.
  ///
  /// @param user without a colon
  /// @param password any
  public ClientOptions withBasicAuth(String user, String password) {
    return withHeader("Authorization", ClientRequest.basic(user, password));
  }

  /// {@return these options with a token for each request (RFC 6750)} It is not sent on when
  /// another server redirects.
  ///
  /// @param token what the server has given
  public ClientOptions withBearerAuth(String token) {
    return withHeader("Authorization", "Bearer " + token);
  }

  /// {@return how long a request may take}
  public ClientTimeout timeout() {
    return timeout;
  }

  /// {@return these options with other time limits}
  ///
  /// @param timeout [ClientTimeout#DEFAULT] at first
  public ClientOptions withTimeout(ClientTimeout timeout) {
    Objects.requireNonNull(timeout, "timeout");
    return with(made -> made.timeout = timeout);
  }

  /// {@return how many redirects are followed}
  public int maxRedirects() {
    return maxRedirects;
  }

  /// {@return these options, following so many redirects} One more throws a
  /// [TooManyRedirectsError].
  ///
  /// @param most 10 at first; 0 to be given the redirect as the response
  public ClientOptions withMaxRedirects(int most) {
    if (most < 0) {
      throw new IllegalArgumentException("there cannot be " + most + " redirects: give 0 or more");
    }
    return with(made -> made.maxRedirects = most);
  }

  /// {@return whether a redirect may lead from https to http}
  public boolean downgradeAllowed() {
    return downgradeAllowed;
  }

  /// {@return these options, following redirects from https to http or not} One that is not
  /// followed throws a [ClientResponseError].
  ///
  /// @param allowed true at first
  public ClientOptions withDowngradeAllowed(boolean allowed) {
    return with(made -> made.downgradeAllowed = allowed);
  }

  /// The jar of a new session; null for none.
  @Nullable CookieJar cookieJar() {
    return cookies && cookieJar == null ? CookieJar.create() : cookieJar;
  }

  /// {@return these options with a jar that is there} At first each session has one of its own.
  ///
  /// @param jar keeps the cookies, also when the session is closed
  public ClientOptions withCookieJar(CookieJar jar) {
    Objects.requireNonNull(jar, "jar");
    return with(made -> {
      made.cookieJar = jar;
      made.cookies = true;
    });
  }

  /// {@return these options, keeping no cookies}
  public ClientOptions withoutCookies() {
    return with(made -> {
      made.cookieJar = null;
      made.cookies = false;
    });
  }

  /// {@return how many bytes [ClientResponse#bytes] and its like return at the most}
  public long maxBodySize() {
    return maxBodySize;
  }

  /// {@return these options with another limit for what is read as a whole} What is read bit by bit
  /// has none.
  ///
  /// @param bytes 64 MiB at first
  public ClientOptions withMaxBodySize(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("a body cannot have " + bytes + " bytes at the most");
    }
    return with(made -> made.maxBodySize = bytes);
  }

  /// {@return how many bytes of headers a response may have}
  public int maxHeaderSize() {
    return maxHeaderSize;
  }

  /// {@return these options with another limit for the headers of a response}
  ///
  /// @param bytes in all, 64 KiB at first
  public ClientOptions withMaxHeaderSize(int bytes) {
    HttpLimits.DEFAULT.withHeadersLength(bytes); // checks it
    return with(made -> made.maxHeaderSize = bytes);
  }

  /// {@return whether bodies are decompressed}
  public boolean decompression() {
    return decompression;
  }

  /// {@return these options with decompression on or off}
  ///
  /// @param on whether servers are asked for compressed bodies (`Accept-Encoding`, unless a header
  ///   says otherwise; gzip and deflate, and br and zstd where their libraries are there), and
  ///   bodies are decompressed; then `Content-Encoding` and `Content-Length` are not there any
  ///   more. On at first
  public ClientOptions withDecompression(boolean on) {
    return with(made -> made.decompression = on);
  }

  /// {@return how many bytes a body may have when it is decompressed}
  public long maxDecompressedSize() {
    return maxDecompressedSize;
  }

  /// {@return these options with another limit for what is decompressed, also bit by bit} A body
  /// that grows 1,100 times and more is refused as well, from a MiB on; zeros in gzip or deflate
  /// grow 1,030 times.
  ///
  /// @param bytes 256 MiB at first; more is a [ClientPayloadError]
  public ClientOptions withMaxDecompressedSize(long bytes) {
    HttpLimits.DEFAULT.withDecompressedLength(bytes); // checks it
    return with(made -> made.maxDecompressedSize = bytes);
  }

  HttpLimits limits() {
    return HttpLimits.DEFAULT
        .withHeaderLineLength(maxHeaderSize)
        .withHeadersLength(maxHeaderSize)
        .withHeaderCount(MAX_HEADERS)
        .withDecompressedLength(maxDecompressedSize)
        .withDecompressionRatio(MAX_RATIO);
  }

  private static int positive(int value, String what) {
    if (value <= 0) {
      throw new IllegalArgumentException(what + " cannot be " + value + ": give 1 or more");
    }
    return value;
  }

  // --- connections ---

  /// {@return how many connections are open at the most}
  public int limit() {
    return limit;
  }

  /// {@return these options with another limit for connections} Requests beyond it wait, and are
  /// served in their order.
  ///
  /// @param connections 100 at first
  public ClientOptions withLimit(int connections) {
    return with(made -> made.limit = positive(connections, "the number of connections"));
  }

  /// {@return how many connections are open to one server at the most}
  public int limitPerHost() {
    return limitPerHost;
  }

  /// {@return these options with another limit for connections to one server}
  ///
  /// @param connections 100 at first
  public ClientOptions withLimitPerHost(int connections) {
    return with(made -> made.limitPerHost = positive(connections, "the number of connections"));
  }

  /// {@return after how long an unused connection is closed}
  public Duration idleTimeout() {
    return idleTimeout;
  }

  /// {@return these options, closing unused connections after another time}
  ///
  /// @param timeout 15 s at first; zero to use each connection once, unless somebody waits for it
  public ClientOptions withIdleTimeout(Duration timeout) {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("connections cannot be unused for " + timeout);
    }
    return with(made -> made.idleTimeout = timeout);
  }

  /// {@return whether HTTP/2 is spoken with servers that offer it}
  public boolean http2() {
    return http2;
  }

  /// {@return these options with HTTP/2 on or off} Servers of https are asked for it in the
  /// handshake of TLS (ALPN, RFC 9113, 3.2), and those that have no HTTP/2 are spoken to in
  /// HTTP/1.1 on the same connection. Requests to one server share a connection then, as many at
  /// once as it allows, 100 at the most; others wait for their turn, and no second connection is
  /// made for them. Through a proxy, without TLS and for WebSockets it is always HTTP/1.1.
  ///
  /// @param on on at first
  public ClientOptions withHttp2(boolean on) {
    return with(made -> made.http2 = on);
  }

  /// {@return how connections are made}
  public ConnectOptions connectOptions() {
    return connectOptions;
  }

  /// {@return these options, making connections in another way}
  ///
  /// @param options without TLS, for which there is [#withTls]
  public ClientOptions withConnectOptions(ConnectOptions options) {
    if (options.tls() != null || options.serverHostname() != null) {
      throw new IllegalArgumentException(
          "the URL says whether there is TLS: use ClientOptions.withTls(...) to say how");
    }
    return with(made -> made.connectOptions = options);
  }

  /// {@return how connections of https are encrypted, and who is trusted}
  public TlsContext tls() {
    return tls;
  }

  /// {@return these options with another context for https} At first who this machine trusts is
  /// trusted, and a server's certificate must be for the host of the URL.
  ///
  /// @param context of [TlsContext#client]
  public ClientOptions withTls(TlsContext context) {
    ConnectOptions.DEFAULT.withTls(context); // checks it
    return with(made -> made.tls = context);
  }

  @Nullable ProxyServer proxy() {
    return proxy;
  }

  /// {@return these options with an HTTP proxy for all requests} It is asked for the URLs of http,
  /// and for connections (CONNECT) to the servers of https.
  ///
  /// @param url such as `http://user:password@proxy.example:3128`; the environment's is never used
  ///   by itself
  public ClientOptions withProxy(String url) {
    ProxyServer proxy = ProxyServer.of(url);
    return with(made -> made.proxy = proxy);
  }

  // --- what else happens ---

  List<ClientMiddleware> middleware() {
    return middleware;
  }

  /// {@return these options with one more middleware} The first that was added is the outermost.
  ///
  /// @param added runs around each request
  public ClientOptions withMiddleware(ClientMiddleware added) {
    Objects.requireNonNull(added, "added");
    List<ClientMiddleware> more = new ArrayList<>(middleware);
    more.add(added);
    return with(made -> made.middleware = List.copyOf(more));
  }

  @Nullable Consumer<? super ClientEvent> listener() {
    return listener;
  }

  /// {@return these options, telling of what happens to each request}
  ///
  /// @param listener is called on the loop by the task of the request, and must not wait; what it
  ///   throws goes to the loop's exception handler
  public ClientOptions withListener(Consumer<? super ClientEvent> listener) {
    Objects.requireNonNull(listener, "listener");
    return with(made -> made.listener = listener);
  }
}
