package org.asyncio4j.http.wire;

import java.util.stream.Stream;

/// Requests in HTTP/1.1 that are none, each with another one behind it that nobody may hear of: for
/// the codec alone, and for a server.
public final class BadRequests {
  public static final String GET = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
  public static final String POST = "POST /a HTTP/1.1\r\nHost: h\r\n";
  public static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";

  /// What would be heard as another request if the bytes before were misunderstood.
  public static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";

  private BadRequests() {}

  /// `lines` in a head that is in order without them.
  public static String withLines(String lines) {
    return POST + lines + "\r\n" + SMUGGLED;
  }

  public static Stream<String> lengths() {
    return Stream.concat(
        Stream.of(
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
                "Content-Length: 5\r\nContent-Length: 5\r\n",
                "Content-Length: 5\r\ncontent-length: 6\r\n",
                "Content-Length: 5, 5\r\n",
                "Content-Length: +5\r\n",
                "Content-Length: -0\r\n",
                "Content-Length: -1\r\n",
                "Content-Length: 0x5\r\n",
                "Content-Length: 5 0\r\n",
                "Content-Length: 5_0\r\n",
                "Content-Length:\r\n",
                "Content-Length: 9223372036854775807\r\n",
                "Content-Length: 18446744073709551616\r\n")
            .map(BadRequests::withLines),
        Stream.of(
            "POST /a HTTP/1.0\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello" + SMUGGLED));
  }

  public static Stream<String> transferCodings() {
    return Stream.concat(
        Stream.of(
                "Transfer-Encoding: chunked, identity\r\n",
                "Transfer-Encoding: identity, chunked\r\n",
                "Transfer-Encoding: gzip, chunked\r\n",
                "Transfer-Encoding: ,chunked\r\n",
                "Transfer-Encoding: xchunked\r\n",
                "Transfer-Encoding: chunked\t;a\r\n",
                "Transfer-Encoding: \0chunked\r\n",
                "Transfer-Encoding: \r\n",
                "Transfer-Encoding: identity\r\n",
                "Transfer-Encoding: chunked, chunked\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding:\r\n chunked\r\n")
            .map(BadRequests::withLines),
        Stream.of("POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED));
  }

  /// Bytes before the request.
  public static Stream<String> beginnings() {
    return Stream.of("\n", "\r", "\0", " ", "\t", "\r\n\r\n").map(bytes -> bytes + GET + SMUGGLED);
  }

  public static Stream<String> requestLines() {
    return Stream.of(
            "GET\t/a HTTP/1.1\r\n",
            "GET  /a HTTP/1.1\r\n",
            "GET /a  HTTP/1.1\r\n",
            "GET /a\tHTTP/1.1\r\n",
            "GET /a HTTP/1.1 \r\n",
            "GET /a b HTTP/1.1\r\n",
            "GET /a\0 HTTP/1.1\r\n",
            "GET /a\r HTTP/1.1\r\n",
            "GET /a\r\n",
            "GET /a http/1.1\r\n",
            "GET /a HTTP/1.11\r\n",
            "G(T /a HTTP/1.1\r\n",
            "/a HTTP/1.1\r\n",
            "GET a HTTP/1.1\r\n",
            "GET * HTTP/1.1\r\n",
            "GET /a#b HTTP/1.1\r\n",
            "GET ftp://h/a HTTP/1.1\r\n",
            "CONNECT /a HTTP/1.1\r\n",
            "GET /a HTTP/1.1\n")
        .map(line -> line + "Host: h\r\n\r\n" + SMUGGLED);
  }

  public static Stream<String> controlCharacters() {
    return Stream.of("A: b\n", "A: b\rc\r\n", "A: b\r\r\n", "A: \0\r\n", "A\0: b\r\n", "A: b\r\n\n")
        .map(BadRequests::withLines);
  }

  /// The application hears of the request: it is its body that is none.
  public static Stream<String> chunks() {
    return Stream.of(
            "0x1\r\na\r\n",
            "1_0\r\na\r\n",
            "+1\r\na\r\n",
            "-1\r\na\r\n",
            " 1\r\na\r\n",
            "1 \r\na\r\n",
            "1 2\r\na\r\n",
            "\r\n",
            ";a\r\na\r\n",
            "00000000000000001\r\na\r\n",
            "80000000\r\na\r\n",
            "1\na\r\n",
            "1\0\r\na\r\n",
            "1;a=\0\r\na\r\n",
            "1;a=\"b\r\n\"\r\na\r\n",
            "1;a\nb\r\na\r\n",
            "1\r\nab",
            "1\r\na\n",
            "0\r\nA: b\r\n c\r\n\r\n",
            "0\r\nA: b\n\r\n",
            "0\r\nA\r\n\r\n")
        .map(chunk -> CHUNKED + chunk + "0\r\n\r\n" + SMUGGLED);
  }

  public static Stream<String> hosts() {
    return Stream.concat(
        Stream.of(
                "",
                "Host: h\r\nHost: h\r\n",
                "Host:\r\n",
                "Host: u@h\r\n",
                "Host: h/p\r\n",
                "Host: h:x\r\n",
                "Host: h:65536\r\n",
                "Host: h, h\r\n",
                "Host: h h\r\n",
                "Host: [::1\r\n",
                "Host: :80\r\n",
                "Host: h?q\r\n")
            .map(lines -> "GET /a HTTP/1.1\r\n" + lines + "\r\n" + SMUGGLED),
        Stream.of(
            "GET http://other/a HTTP/1.1\r\nHost: h\r\n\r\n" + SMUGGLED,
            "GET http://u@h/a HTTP/1.1\r\nHost: h\r\n\r\n" + SMUGGLED));
  }

  public static Stream<String> headerLines() {
    return Stream.concat(
        Stream.of(
                "A: b\r\n c\r\n",
                "A: b\r\n\tc\r\n",
                "A : b\r\n",
                "A\t: b\r\n",
                "A\r\n",
                ": b\r\n",
                "A b: c\r\n")
            .map(BadRequests::withLines),
        Stream.of(
            "GET /a HTTP/1.1\r\n Host: h\r\n\r\n" + SMUGGLED,
            "GET /a HTTP/1.1\r\n\tA: b\r\nHost: h\r\n\r\n" + SMUGGLED));
  }

  public static Stream<String> versions() {
    return Stream.of("HTTP/2.0", "HTTP/1.2", "HTTP/0.9")
        .map(version -> "GET /a " + version + "\r\nHost: h\r\n\r\n" + SMUGGLED);
  }
}
