package org.asyncio4j.http.client;

import io.netty.handler.codec.http.HttpResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.asyncio4j.http.Body;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.Json;
import org.asyncio4j.http.wire.HeadersAccess;
import org.asyncio4j.internal.Internals;
import org.asyncio4j.internal.Tracked;
import org.jspecify.annotations.Nullable;

/// What a server has answered (`aiohttp.ClientResponse`). The headers are there; the body comes
/// while it is read, and the server is held up while nobody reads it.
///
/// Close it, best with try-with-resources. When the body has come to its end, the connection serves
/// the next request already; else closing it closes the connection too, or just the stream with
/// HTTP/2. A response that is not closed holds its connection up until the request's total time
/// limit. In debug mode it is reported.
///
/// Thread rule: on the loop of its session.
public final class ClientResponse implements AutoCloseable {
  private static final Pattern CHARSET = Pattern.compile("(?i);\\s*charset=\\s*\"?([^\\s;\"]+)");

  private final RoundTrip roundTrip;
  private final HttpResponse head;
  private final ClientEvents events;
  private final String method;
  private final URI url;
  private final List<ClientResponse> history;
  private final Tracked tracked;
  private @Nullable Headers headers;
  private boolean closed;

  ClientResponse(
      RoundTrip roundTrip,
      HttpResponse head,
      ClientEvents events,
      String method,
      URI url,
      List<ClientResponse> history) {
    this.roundTrip = roundTrip;
    this.head = head;
    this.events = events;
    this.method = method;
    this.url = url;
    this.history = history;
    tracked = Internals.get().unclosed(this);
  }

  // --- head ---

  /// {@return the status, such as 200}
  public int status() {
    return head.status().code();
  }

  /// {@return the phrase after the status, such as `OK`; may be empty}
  public String reason() {
    return head.status().reasonPhrase();
  }

  /// {@return whether the status is below 400}
  public boolean ok() {
    return status() < 400;
  }

  /// {@return the headers}
  public Headers headers() {
    Headers made = headers;
    if (made == null) {
      made = HeadersAccess.received(head.headers());
      headers = made;
    }
    return made;
  }

  /// {@return the cookies that this response sets, values by names}
  public Map<String, String> cookies() {
    return SetCookies.values(headers().getAll("Set-Cookie"));
  }

  /// {@return the URL that has answered, after redirects}
  public URI url() {
    return url;
  }

  /// {@return the redirects that led here, in their order; they are closed}
  public List<ClientResponse> history() {
    return history;
  }

  /// {@return the version of HTTP, such as `HTTP/1.1` or `HTTP/2`}
  public String version() {
    return roundTrip.carrier.version(head);
  }

  /// {@return this}
  ///
  /// @throws ClientResponseError when the status is 400 or above; this is closed then
  public ClientResponse raiseForStatus() throws ClientResponseError {
    if (!ok()) {
      close();
      throw ClientResponseError.ofStatus(method + " " + url, status(), reason());
    }
    return this;
  }

  // --- body ---

  /// {@return the body, to be read bit by bit}
  ///
  /// Reading it fails with a [ClientPayloadError] when it is cut short or is not what the headers
  /// say, and with a [ClientTimeoutError] when it takes too long. Cancelling a read loses nothing.
  public Body body() {
    return roundTrip.body();
  }

  /// Suspends until all of the body is there, and closes this.
  ///
  /// @return the body
  /// @throws IOException as [#body]; and [org.asyncio4j.http.BodyTooLargeException] when it is
  ///   larger than [ClientOptions#maxBodySize]
  public byte[] bytes() throws IOException {
    try (this) {
      return body().readAll();
    }
  }

  /// As [#bytes], as text in the charset that `Content-Type` says, or UTF-8; what is not in that
  /// charset becomes U+FFFD.
  ///
  /// @return the text
  /// @throws IOException as [#bytes]
  public String text() throws IOException {
    return new String(bytes(), charset());
  }

  /// As [#bytes], as JSON; see [Json#decode(byte\[\], Class)].
  ///
  /// @param <T> the value's type
  /// @param type a record, bean, collection, or Jackson's `JsonNode`
  /// @return the value
  /// @throws IOException as [#bytes]; and when the body is not the JSON of such a value
  public <T> T json(Class<T> type) throws IOException {
    return Json.decode(bytes(), type);
  }

  private Charset charset() {
    String type = headers().get("Content-Type");
    if (type != null) {
      Matcher found = CHARSET.matcher(type);
      try {
        if (found.find()) {
          return Charset.forName(found.group(1));
        }
      } catch (IllegalArgumentException e) {
        // one that nobody knows
      }
    }
    return StandardCharsets.UTF_8;
  }

  // --- the end ---

  /// Drops what was not read of the body. Does nothing the second time.
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      tracked.closed();
      roundTrip.abandon();
      events.ended();
    }
  }

  @Override
  public String toString() {
    return "<ClientResponse " + method + " " + url + " " + head.status() + ">";
  }
}
