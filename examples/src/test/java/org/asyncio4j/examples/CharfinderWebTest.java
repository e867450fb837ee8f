package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CharfinderWebTest {
  @TempDir Path temporary;

  @Test
  void aSearchIsAnsweredInJsonUntilCtrlC() throws Exception {
    Program program = new Program(temporary, "CharfinderWeb.java", "0");
    try (Http http = new Http(program.servedPort())) {
      HttpResponse<String> whole = http.get("/search?q=roman+hundred-thousand");
      assertThat(whole.statusCode()).isEqualTo(200);
      assertThat(whole.headers().firstValue("content-type")).hasValue("application/json");
      assertThat(whole.body())
          .isEqualTo(
              """
              {"query":"roman hundred-thousand","found":1,"characters":\
              [{"code":"U+2188","character":"ↈ","name":"ROMAN NUMERAL ONE HUNDRED THOUSAND"}]}\
              """);
      assertThat(http.get("/search?q=rom+hundred").body()).contains("\"found\":0");
      assertThat(http.get("/search?q=hundred+rom").body()).contains("ROMAN NUMERAL ONE HUNDRED");
      assertThat(http.get("/search?q=").body()).contains("\"found\":0");
      assertThat(http.get("/search?q=letter").body().split("\"code\"", -1)).hasSize(301);
      assertThat(http.get("/search").statusCode()).isEqualTo(400);
      assertThat(http.get("/search?q=" + "x".repeat(101)).body())
          .startsWith("/search needs the words to search for, at most 100 letters");
      assertThat(http.get("/nothing").statusCode()).isEqualTo(404);
      program.interrupt();
      Program.End end = program.end();

      assertThat(end.err()).isEmpty();
      assertThat(end.out()).containsExactly("the server is shut down");
      assertThat(end.status()).isEqualTo(130);
    }
  }

  @Test
  void thePageShowsWhatIsFound(@TempDir Path folder) throws Exception {
    Browser browser = new Browser(folder);
    Program program = new Program(temporary, "CharfinderWeb.java", "0");
    try (Http http = new Http(program.servedPort())) {
      String document = browser.document(http.uri("/?q=chess%20black%20que"));
      assertThat(document)
          .contains("<p id=\"status\" role=\"status\">5 found</p>")
          .contains("<span class=\"glyph\">♛</span>")
          .contains("<span class=\"name\">BLACK CHESS QUEEN</span>");
      assertThat(browser.document(http.uri("/?q=%3Cb%3E")))
          .contains("<p id=\"status\" role=\"status\">0 found</p>");
    }
    program.interrupt();
    assertThat(program.end().err()).isEmpty();
  }

  @Test
  void thePageSearchesWhileItsUserTypes(@TempDir Path folder) throws Exception {
    Browser chromium = new Browser(folder);
    Program program = new Program(temporary, "CharfinderWeb.java", "0");
    try (Http http = new Http(program.servedPort());
        OpenBrowser browser = chromium.open()) {
      String answer = http.get("/search?q=cat+face").body();
      String found = answer.replaceAll(".*\"found\":(\\d+).*", "$1");
      browser.use(devTools -> {
        Page page = Page.open(devTools, http.uri("/"));
        page.type("cat face");
        page.await("document.querySelector('#status').textContent === '" + found + " found'");
        List<String> names = new ArrayList<>();
        page.evaluate("[...document.querySelectorAll('#found .name')].map(e => e.textContent)")
            .forEach(each -> names.add(each.asText()));
        assertThat(names).hasSize(Integer.parseInt(found)).contains("CAT FACE");
        assertThat(names).allMatch(each -> each.contains("CAT") && each.contains("FACE"));
        assertThat(page.evaluate("location.search").asText()).isEqualTo("?q=cat%20face");
      });
    }
    program.interrupt();
    assertThat(program.end().err()).isEmpty();
  }

  @Test
  void aPortThatIsTakenIsNamed() throws Exception {
    Program.End end;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      end = new Program(temporary, "CharfinderWeb.java", port).end();
      assertThat(end.err())
          .startsWith("cannot listen on 127.0.0.1 port " + port + ": ")
          .endsWith(": give another PORT\n")
          .hasLineCount(1);
    }
    assertThat(end.status()).isEqualTo(2);
  }

  @Test
  void wrongArgumentsAreRefused() throws Exception {
    Program.End end = new Program(temporary, "CharfinderWeb.java", "chess").end();

    assertThat(end.status()).isEqualTo(2);
    assertThat(end.err())
        .isEqualTo("CharfinderWeb.java takes a PORT from 0 to 65535, or nothing; not chess\n");
  }
}
