package org.asyncio4j.http.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The examples that Javadoc quotes.
@Timeout(30)
final class PackageExamples {
  // @start region="application"
  record Greeting(String text) {}

  static Application application() {
    Application app = Application.create();
    app.get("/hello/{name}", request -> Response.text("Hello, " + request.match("name")));
    app.post("/greetings", request -> Response.json(request.json(Greeting.class)).withStatus(201));
    return app;
  }

  public static void main(String[] args) {
    Web.runApp(application()); // port 8080, until Ctrl-C
  }

  // @end

  @Test
  void anApplicationGreets() throws Exception {
    try (WebFixture web = WebFixture.serve(application())) {
      assertThat(web.get("/hello/Ada").body()).isEqualTo("Hello, Ada");
    }
  }
}
