package org.asyncio4j.http.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.asyncio4j.http.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Sessions in signed cookies.
@Timeout(30)
final class SessionsTest {
  private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
  private static final byte[] NEWER = "fedcba9876543210fedcba9876543210".getBytes(UTF_8);

  private static WebFixture serve(Sessions sessions) {
    Application app = Application.create();
    app.use(sessions);
    app.get("/", request -> Response.text(String.valueOf(Session.of(request).get("user"))));
    app.get(
        "/in",
        request -> {
          Session.of(request).set("user", request.query("user", ""));
          return Response.of(Status.NO_CONTENT);
        });
    app.get(
        "/out",
        request -> {
          Session.of(request).clear();
          return Response.of(Status.NO_CONTENT);
        });
    return WebFixture.serve(app);
  }

  private static RawClient.Reply ask(WebFixture web, String target, String cookie)
      throws Exception {
    return web.ask(
        "GET " + target + " HTTP/1.1\r\nHost: a\r\nCookie: session=" + cookie + "\r\n\r\n");
  }

  private static String logIn(WebFixture web, String user) throws Exception {
    String set = Objects.requireNonNull(ask(web, "/in?user=" + user, "").header("set-cookie"));
    assertThat(set).contains("Secure", "HTTPOnly", "SameSite=Lax", "Max-Age=1209600");
    return set.substring("session=".length(), set.indexOf(';'));
  }

  @Test
  void aSessionLastsUntilItIsCleared() throws Exception {
    try (WebFixture web = serve(Sessions.signedWith(KEY))) {
      String cookie = logIn(web, "Ada%20%26%20co");
      RawClient.Reply again = ask(web, "/", cookie);
      assertThat(again.text()).isEqualTo("Ada & co");
      assertThat(again.header("set-cookie")).isNull();
      assertThat(ask(web, "/out", cookie).header("set-cookie")).contains("Max-Age=0");
    }
  }

  @Test
  void aSessionThatWasChangedIsEmpty() throws Exception {
    try (WebFixture web = serve(Sessions.signedWith(KEY))) {
      String cookie = logIn(web, "ada");
      for (int i = 0; i < cookie.length() - 1; i++) {
        char other = cookie.charAt(i) == 'x' ? 'y' : 'x';
        String changed = cookie.substring(0, i) + other + cookie.substring(i + 1);
        assertThat(ask(web, "/", changed).text()).as("changed at %d", i).isEqualTo("null");
      }
      for (String odd : new String[] {"", ".", "..", "a.b.c", "a.1"}) {
        assertThat(ask(web, "/", odd).text()).isEqualTo("null");
      }
    }
  }

  @Test
  void anOldSessionIsEmpty() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    try (WebFixture web = serve(Sessions.signedWith(KEY).withClock(now::get))) {
      String cookie = logIn(web, "ada");
      now.set(now.get().plus(Duration.ofDays(14)));
      assertThat(ask(web, "/", cookie).text()).isEqualTo("ada");
      now.set(now.get().plusSeconds(1));
      assertThat(ask(web, "/", cookie).text()).isEqualTo("null");
    }
  }

  @Test
  void anOlderKeyIsAcceptedWhileItIsNamed() throws Exception {
    String cookie;
    try (WebFixture web = serve(Sessions.signedWith(KEY))) {
      cookie = logIn(web, "ada");
    }
    try (WebFixture web = serve(Sessions.signedWith(NEWER, KEY))) {
      assertThat(ask(web, "/", cookie).text()).isEqualTo("ada");
    }
    try (WebFixture web = serve(Sessions.signedWith(NEWER))) {
      assertThat(ask(web, "/", cookie).text()).isEqualTo("null");
    }
  }

  @Test
  void aSessionThatFitsIntoNoCookieIsAnError() throws Exception {
    try (WebFixture web = serve(Sessions.signedWith(KEY))) {
      assertThat(ask(web, "/in?user=" + "a".repeat(3_500), "").status()).isEqualTo(500);
      assertThat(web.reports()).singleElement().asString().contains("/in");
    }
    assertThatThrownBy(() -> Sessions.signedWith(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
