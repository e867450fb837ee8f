package org.asyncio4j.http.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import org.asyncio4j.http.web.RawClient.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// CORS, hosts, proxies and passwords.
@Timeout(30)
final class MiddlewaresTest {
  private static WebFixture serve(Middleware middleware) {
    Application app = Application.create();
    app.use(middleware);
    app.get("/", request -> Response.text(request.scheme() + " " + request.remote()));
    app.get("/user", request -> Response.text(request.get(BasicAuth.USER)));
    return WebFixture.serve(app);
  }

  private static Reply ask(WebFixture web, String line, String... headers) throws IOException {
    return web.ask(line + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n");
  }

  // --- CORS ---

  private static final Cors CORS =
      Cors.allow("https://good.example").withCredentials().withExposedHeaders("X-Count");

  @Test
  void anOriginThatIsAllowedMayRead() throws Exception {
    try (WebFixture web = serve(CORS)) {
      Reply good = ask(web, "GET /", "Host: a", "Origin: https://good.example");
      assertThat(good.header("access-control-allow-origin")).isEqualTo("https://good.example");
      assertThat(good.header("access-control-allow-credentials")).isEqualTo("true");
      assertThat(good.header("access-control-expose-headers")).isEqualTo("X-Count");
      assertThat(good.header("vary")).isEqualTo("origin");
      Reply missing = ask(web, "GET /missing", "Host: a", "Origin: https://good.example");
      assertThat(missing.status()).isEqualTo(404);
      assertThat(missing.header("access-control-allow-origin")).isEqualTo("https://good.example");
    }
  }

  @Test
  void anotherOriginMayNot() throws Exception {
    try (WebFixture web = serve(CORS)) {
      for (String origin :
          new String[] {"https://evil.example", "null", "https://good.example.evil", "*"}) {
        Reply reply = ask(web, "GET /", "Host: a", "Origin: " + origin);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("access-control-allow-origin")).isNull();
        assertThat(reply.header("access-control-allow-credentials")).isNull();
        assertThat(reply.header("vary")).isEqualTo("origin");
      }
    }
  }

  @Test
  void aPreflightIsAnswered() throws Exception {
    try (WebFixture web = serve(CORS.withHeaders("Authorization"))) {
      Reply reply =
          ask(
              web,
              "OPTIONS /",
              "Host: a",
              "Origin: https://good.example",
              "Access-Control-Request-Method: PUT",
              "Access-Control-Request-Headers: x-y");
      assertThat(reply.status()).isEqualTo(204);
      assertThat(reply.header("access-control-allow-methods")).contains("PUT");
      assertThat(reply.header("access-control-allow-headers")).isEqualTo("Authorization");
      assertThat(reply.header("access-control-max-age")).isEqualTo("600");
      Reply plain = ask(web, "OPTIONS /", "Host: a");
      assertThat(plain.header("allow")).contains("GET");
    }
  }

  @Test
  void allOriginsHaveNoCredentials() throws Exception {
    try (WebFixture web = serve(Cors.allowAll())) {
      Reply reply = ask(web, "GET /", "Host: a", "Origin: https://any.example");
      assertThat(reply.header("access-control-allow-origin")).isEqualTo("*");
      assertThat(reply.header("vary")).isNull();
    }
    assertThatThrownBy(() -> Cors.allowAll().withCredentials())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Cors.allow("https://good.example/"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Cors.allow("*")).isInstanceOf(IllegalArgumentException.class);
  }

  // --- hosts ---

  @ParameterizedTest
  @CsvSource({
    "example.org, 200",
    "EXAMPLE.org:8080, 200",
    "a.b.example.net, 200",
    "example.net, 421",
    "evil.example.org, 421",
    "example.org.evil, 421",
    "[::1]:80, 200",
    "127.0.0.1, 421",
  })
  void onlyHostsThatAreNamedAreAnswered(String host, int status) throws Exception {
    try (WebFixture web = serve(AllowedHosts.of("example.org", "*.example.net", "[::1]"))) {
      assertThat(ask(web, "GET /", "Host: " + host).status()).isEqualTo(status);
    }
  }

  // --- proxies ---

  @ParameterizedTest
  @CsvSource({
    "'X-Forwarded-For: 192.0.2.1', 'http /192.0.2.1:0'",
    "'X-Forwarded-For: 192.0.2.9, 192.0.2.1, 10.1.1.1', 'http /192.0.2.1:0'",
    "'X-Forwarded-For: 192.0.2.1:99', 'http /192.0.2.1:99'",
    "'X-Forwarded-For: [2001:db8::1]:99', 'http /[2001:db8:0:0:0:0:0:1]:99'",
  })
  void trustedProxiesAreBelieved(String header, String seen) throws Exception {
    try (WebFixture web = serve(TrustedProxies.xForwarded("127.0.0.0/8", "10.0.0.0/8"))) {
      assertThat(ask(web, "GET /", "Host: a", header).text()).isEqualTo(seen);
      assertThat(ask(web, "GET /", "Host: a", header, "X-Forwarded-Proto: https").text())
          .isEqualTo(seen.replace("http ", "https "));
    }
  }

  @Test
  void theStandardHeaderIsUnderstood() throws Exception {
    try (WebFixture web = serve(TrustedProxies.forwarded("127.0.0.1"))) {
      String header =
          "Forwarded: for=192.0.2.9, For=\"[2001:db8::1]:99\";proto=https;by=203.0.113.43";
      assertThat(ask(web, "GET /", "Host: a", header).text())
          .isEqualTo("https /[2001:db8:0:0:0:0:0:1]:99");
      for (String none : new String[] {"Forwarded: for=unknown", "X-Forwarded-For: 192.0.2.1"}) {
        assertThat(ask(web, "GET /", "Host: a", none).text()).startsWith("http /127.0.0.1:");
      }
    }
  }

  @Test
  void othersAreNotBelieved() throws Exception {
    try (WebFixture web = serve(TrustedProxies.xForwarded("10.0.0.0/8"))) {
      assertThat(ask(web, "GET /", "Host: a", "X-Forwarded-For: 192.0.2.1").text())
          .startsWith("http /127.0.0.1:");
    }
  }

  // --- passwords ---

  @Test
  void aNameAndAPasswordArePassed() throws Exception {
    try (WebFixture web = serve(BasicAuth.of("here", Map.of("ann", "a:b")))) {
      assertThat(ask(web, "GET /user", "Host: a", login("ann:a:b")).text()).isEqualTo("ann");
      for (String wrong :
          new String[] {
            login("ann:x"),
            login("bob:a:b"),
            login("ann"),
            login(""),
            "Authorization: Basic !",
            "Authorization: Bearer x",
            "X: y"
          }) {
        Reply reply = ask(web, "GET /user", "Host: a", wrong);
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.header("www-authenticate"))
            .isEqualTo("Basic realm=\"here\", charset=\"UTF-8\"");
      }
    }
  }

  private static String login(String login) {
    return "Authorization: Basic " + Base64.getEncoder().encodeToString(login.getBytes(UTF_8));
  }
}
