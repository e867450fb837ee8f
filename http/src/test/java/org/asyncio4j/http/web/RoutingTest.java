package org.asyncio4j.http.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Which handler answers a request, and what does when none does.
@Timeout(30)
final class RoutingTest {
  private static String ask(WebFixture web, String line) throws Exception {
    RawClient.Reply reply;
    try (RawClient client = web.connect()) {
      client.send(line + " HTTP/1.1\r\nHost: a\r\n\r\n");
      reply = line.startsWith("HEAD") ? client.readHead() : client.read();
    }
    String allow = reply.header("allow");
    return reply.status() + (allow == null ? "" : " " + allow) + " " + reply.text().strip();
  }

  private static Middleware marking(String mark) {
    return (request, next) -> {
      Response response;
      try {
        response = next.handle(request);
      } catch (HttpException e) {
        response = Response.text(e.status() + "").withStatus(e.status());
      }
      return response.withAddedHeader("mark", mark);
    };
  }

  @Test
  void theMostLiteralRouteAnswers() throws Exception {
    Application app = Application.create();
    app.get("/users/{id}", request -> Response.text("user " + request.match("id")));
    app.get("/users/me", _ -> Response.text("me"));
    app.get("/users/{id}/posts", request -> Response.text("posts of " + request.match("id")));
    app.get("/files/{path...}", request -> Response.text("file " + request.match("path")));
    app.get("/files/", _ -> Response.text("files"));
    try (WebFixture web = WebFixture.serve(app)) {
      assertThat(ask(web, "GET /users/me")).isEqualTo("200 me");
      assertThat(ask(web, "GET /users/7?x=1")).isEqualTo("200 user 7");
      assertThat(ask(web, "GET /users/me/posts")).isEqualTo("200 posts of me");
      assertThat(ask(web, "GET /users/a%2Fb")).isEqualTo("200 user a/b");
      assertThat(ask(web, "GET /users/a+b%20c")).isEqualTo("200 user a+b c");
      assertThat(ask(web, "GET /users/")).startsWith("404");
      assertThat(ask(web, "GET /users/7/")).startsWith("404");
      assertThat(ask(web, "GET //users/7")).startsWith("404");
      assertThat(ask(web, "GET /users/%zz")).startsWith("400");
      assertThat(ask(web, "GET /files/a//b/../c")).isEqualTo("200 file a//b/../c");
      assertThat(ask(web, "GET /files/")).isEqualTo("200 files");
    }
  }

  @Test
  void methodsWithoutARouteAreAnsweredAsTheStandardSays() throws Exception {
    Application app = Application.create();
    app.get("/", _ -> Response.text("got"));
    app.post("/", _ -> Response.text("posted"));
    app.route("*", "/any", request -> Response.text(request.method()));
    try (WebFixture web = WebFixture.serve(app)) {
      assertThat(ask(web, "HEAD /")).isEqualTo("200 ");
      assertThat(ask(web, "PUT /")).startsWith("405 GET, HEAD, OPTIONS, POST ");
      assertThat(ask(web, "OPTIONS /")).isEqualTo("204 GET, HEAD, OPTIONS, POST ");
      assertThat(ask(web, "OPTIONS *")).isEqualTo("204 GET, HEAD, OPTIONS, POST ");
      assertThat(ask(web, "BREW /any")).isEqualTo("200 BREW");
    }
  }

  @Test
  void middlewaresAreAroundRoutesAndWhereThereAreNone() throws Exception {
    Application inner = Application.create();
    inner.use(marking("inner"));
    inner.get("/x", request -> Response.text(String.valueOf(request.application() == inner)));
    Application app = Application.create();
    app.use(marking("first"));
    app.use(marking("second"));
    app.addSubApplication("/in", inner);
    try (WebFixture web = WebFixture.serve(app)) {
      RawClient.Reply found = web.ask("GET /in/x HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(found.text()).isEqualTo("true");
      assertThat(found.headers().get("mark")).containsExactly("inner", "second", "first");
      RawClient.Reply missing = web.ask("GET /in/y HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(missing.text()).isEqualTo("404");
      assertThat(missing.headers().get("mark")).containsExactly("second", "first");
    }
  }

  @Test
  void aRouteMakesItsPaths() {
    Application inner = Application.create();
    Route user = inner.get("/users/{id}", _ -> Response.of(200));
    Route file = inner.get("/files/{path...}", _ -> Response.of(200));
    Application.create().addSubApplication("/in", inner);
    assertThat(user.urlFor("id", "a/b c+d")).isEqualTo("/in/users/a%2Fb%20c%2Bd");
    assertThat(file.urlFor("path", "a/b c")).isEqualTo("/in/files/a/b%20c");
    assertThatThrownBy(user::urlFor).hasMessageContaining("{id}");
    assertThatThrownBy(() -> user.urlFor("id", "1", "x", "2")).hasMessageContaining("[x]");
  }

  @Test
  void routesThatCannotBeAreRefused() {
    Application app = Application.create();
    app.get("/a/{b}", _ -> Response.of(200));
    for (String path : new String[] {"a", "/a/{c}", "/{a}/{a}", "/{a...}/b", "/x{a}", "/{}"}) {
      assertThatThrownBy(() -> app.get(path, _ -> Response.of(200)))
          .as(path)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
