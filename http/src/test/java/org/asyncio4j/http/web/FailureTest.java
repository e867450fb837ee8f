package org.asyncio4j.http.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What clients are told of exceptions, and what the log is told of requests.
@Timeout(30)
final class FailureTest {
  record Person(String name, int age) {}

  private static Application application() {
    Application app = Application.create();
    app.get(
        "/fail",
        _ -> {
          throw new IllegalStateException("<secret>");
        });
    app.get("/deep", _ -> deep());
    app.get("/ws", _ -> Response.webSocket(_ -> {}));
    app.get(
        "/busy",
        _ -> {
          throw new HttpException.ServiceUnavailable("come back").addHeader("retry-after", "9");
        });
    app.post(
        "/json",
        request -> {
          Person person = request.json(Person.class);
          return Response.json(new Person(person.name(), person.age() + 1));
        });
    app.get("/hello", _ -> Response.text("hello"));
    return app;
  }

  @SuppressWarnings("InfiniteRecursion")
  private static Response deep() {
    return deep();
  }

  @Test
  void anExceptionIsFiveHundredWithTheIdThatIsReported() throws Exception {
    try (WebFixture web = WebFixture.serve(application())) {
      RawClient.Reply reply = web.ask("GET /fail HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(reply.status()).isEqualTo(500);
      assertThat(reply.text()).contains(reply.header("x-request-id")).doesNotContain("secret");
      assertThat(web.reports())
          .singleElement()
          .asString()
          .contains("request id " + reply.header("x-request-id"));
      assertThat(web.ask("GET /deep HTTP/1.1\r\nHost: a\r\n\r\n").status()).isEqualTo(500);
      assertThat(web.reports()).hasSize(1);
    }
  }

  @Test
  void debugModeShowsBrowsersAPageWithoutSecrets() throws Exception {
    try (WebFixture web = WebFixture.serveInDebugMode(application())) {
      RawClient.Reply reply =
          web.ask(
              String.join(
                  "\r\n",
                  "GET /fail HTTP/1.1",
                  "Host: a",
                  "Accept: text/html",
                  "Cookie: k=hidden",
                  "X-Own: <b>",
                  "",
                  ""));
      assertThat(reply.header("content-type")).startsWith("text/html");
      assertThat(reply.text())
          .contains("&lt;secret&gt;", "IllegalStateException", "FailureTest", "&lt;b&gt;")
          .doesNotContain("<secret>", "<b>", "hidden");
      assertThat(web.get("/fail").body()).contains("FailureTest").doesNotContain("<html");
      assertThat(web.reports()).hasSize(2);
    }
  }

  @Test
  void anHttpExceptionIsTheAnswerItStandsFor() throws Exception {
    try (WebFixture web = WebFixture.serve(application())) {
      RawClient.Reply reply = web.ask("GET /busy HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.header("retry-after")).isEqualTo("9");
      assertThat(reply.text()).isEqualTo("come back");
    }
  }

  @Test
  void jsonBecomesRecordsAndRecordsJson() throws Exception {
    String head = "POST /json HTTP/1.1\r\nHost: a\r\nContent-Length: ";
    try (WebFixture web = WebFixture.serve(application())) {
      RawClient.Reply reply = web.ask(head + "23\r\n\r\n{\"name\":\"Ada\",\"age\":36}");
      assertThat(reply.header("content-type")).isEqualTo("application/json");
      assertThat(reply.text()).isEqualTo("{\"name\":\"Ada\",\"age\":37}");
      assertThat(web.ask(head + "1\r\n\r\n{").status()).isEqualTo(400);
      assertThat(web.ask(head + "4\r\n\r\nnull").status()).isEqualTo(400);
    }
  }

  private interface Asking {
    void ask(WebFixture web) throws Exception;
  }

  /// The lines of the access log that `asking` leads to.
  private static List<String> logged(WebOptions options, Asking asking) throws Exception {
    List<String> lines = new CopyOnWriteArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            lines.add(record.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger("org.asyncio4j.http.access");
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    try (WebFixture web = WebFixture.serve(application(), options)) {
      asking.ask(web);
    } finally {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
    }
    return lines;
  }

  @Test
  void eachRequestIsALineOfTheAccessLog() throws Exception {
    List<String> lines =
        logged(
            WebOptions.DEFAULT.withAccessLog(true),
            web -> web.ask("GET /hello?a=\"{0} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
    assertThat(lines)
        .singleElement()
        .asString()
        .matches(
            "127\\.0\\.0\\.1 \"GET /hello\\?a=\\\\u0022\\{0} HTTP/1.1\" 200 5 [0-9.]+ ms"
                + " [0-9a-z]+");
  }

  @Test
  void aWebSocketThatIsRefusedHasTheStatusOfTheRefusalInTheAccessLog() throws Exception {
    List<String> lines =
        logged(
            WebOptions.DEFAULT.withAccessLog(true),
            web -> web.ask("GET /ws HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
    assertThat(lines).singleElement().asString().contains("\"GET /ws HTTP/1.1\" 426 ");
  }

  @Test
  void whatIsNoRequestIsALineOfTheAccessLogToo() throws Exception {
    WebOptions options =
        WebOptions.DEFAULT.withAccessLog(true).withHeaderTimeout(Duration.ofMillis(200));
    List<Integer> lengths = new ArrayList<>();
    List<String> lines =
        logged(
            options,
            web -> {
              for (String bytes :
                  List.of(
                      "GET /{0} HTTP/1.1\r\n\r\n",
                      "GET / HTTP/1.1\r\nHost: h\r\nA: " + "b".repeat(100_000) + "\r\n\r\n",
                      "GET / HTTP/1.1\r\nHos")) {
                lengths.add(web.ask(bytes).body().length);
              }
            });
    assertThat(lines)
        .containsExactly(
            "127.0.0.1 \"-\" 400 " + lengths.get(0) + " 0.000 ms -",
            "127.0.0.1 \"-\" 431 " + lengths.get(1) + " 0.000 ms -",
            "127.0.0.1 \"-\" 408 " + lengths.get(2) + " 0.000 ms -");
  }
}
