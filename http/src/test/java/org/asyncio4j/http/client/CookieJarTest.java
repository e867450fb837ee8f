package org.asyncio4j.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CookieJarTest {
  private Instant now = Instant.ofEpochSecond(1_800_000_000);
  private final CookieJar jar = CookieJar.of(() -> now);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://a.example.org/x/y | a=1 | https://a.example.org/x/z | true",
        "https://a.example.org/x/y | a=1 | https://a.example.org/xx | false",
        "https://a.example.org/x/y | a=1; Path=/ | https://a.example.org/ | true",
        "https://a.example.org/ | a=1 | https://b.a.example.org/ | false",
        "https://a.example.org/ | a=1; Domain=example.org | https://b.example.org/ | true",
        "https://a.example.org/ | a=1; Domain=.example.org | https://example.org/ | true",
        "https://a.example.org/ | a=1; Domain=other.org | https://other.org/ | false",
        "https://a.example.org/ | a=1; Domain=ample.org | https://ample.org/ | false",
        "https://a.example.org/ | a=1; Domain=org | https://a.example.org/ | false",
        "https://a.co.uk/ | a=1; Domain=co.uk | https://b.co.uk/ | false",
        "https://127.0.0.1/ | a=1; Domain=127.0.0.1 | https://127.0.0.1/ | true",
        "https://127.0.0.1/ | a=1; Domain=0.0.1 | https://127.0.0.1/ | false",
        "https://a.org/ | a=1; Secure | http://a.org/ | false",
        "https://a.org/ | a=1; Secure | https://a.org/ | true",
        "http://a.org/ | a=1; Secure | https://a.org/ | false",
        "https://a.org/ | __Host-a=1; Secure; Domain=a.org; Path=/ | https://a.org/ | false",
        "https://a.org/ | a=1; Max-Age=0 | https://a.org/ | false",
        "https://localhost/ | a=1; Domain=localhost | https://localhost/ | true",
      })
  void h16ACookieIsSentToThoseWhoMaySeeIt(String from, String header, String to, boolean sent) {
    jar.set(from, header);
    assertThat(!jar.cookies(to).isEmpty()).isEqualTo(sent);
  }

  @Test
  void h16AHostsOwnCookieIsStillItsOwnAfterALoad(@TempDir Path folder) {
    jar.set("https://example.org/", "own=1; Max-Age=60");
    jar.set("https://example.org/", "all=2; Domain=example.org; HttpOnly");
    CookieJar loaded = CookieJar.of(() -> now);
    Asyncio.run(() -> {
      jar.save(folder.resolve("cookies"));
      loaded.load(folder.resolve("cookies"));
    });
    assertThat(loaded.cookies("https://example.org/")).isEqualTo(Map.of("own", "1", "all", "2"));
    assertThat(loaded.cookies("https://b.example.org/")).isEqualTo(Map.of("all", "2"));
  }

  @Test
  void h16CookiesAreBounded() {
    for (int i = 0; i < 5000; i++) {
      jar.set("https://h" + i % 100 + ".example.org/", "c" + i + "=1");
    }
    assertThat(jar.size()).isEqualTo(3000);
    jar.clear();
    for (int i = 0; i < 500; i++) {
      jar.set("https://example.org/", "c" + i + "=1");
    }
    assertThat(jar.size()).isEqualTo(180);
  }

  @Test
  void h16AnInsecureServerDoesNotReplaceASecureCookie() {
    jar.set("https://a.org/", "a=1; Secure");
    jar.set("http://a.org/", "a=2");
    assertThat(jar.cookies("https://a.org/")).isEqualTo(Map.of("a", "1"));
  }

  @Test
  void cookiesExpire() {
    jar.set("https://a.org/", "a=1; Max-Age=60");
    now = now.plusSeconds(59);
    assertThat(jar.cookies("https://a.org/")).isNotEmpty();
    now = now.plusSeconds(1);
    assertThat(jar.cookies("https://a.org/")).isEmpty();
  }

  @Test
  void aSessionSendsWhatItWasGiven() {
    RawServer.with(
        RawServer.answering(
            "HTTP/1.1 200 OK\r\nSet-Cookie: a=1; Path=/\r\nContent-Length: 0\r\n\r\n"),
        (server, session) -> {
          session.get(server.url("/")).close();
          session.get(server.url("/")).close();
          assertThat(server.requests.getFirst()).doesNotContain("ookie");
          assertThat(server.requests.getLast()).contains("cookie: a=1\r\n");
        });
  }
}
