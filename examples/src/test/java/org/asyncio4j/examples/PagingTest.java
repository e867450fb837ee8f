package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PagingTest {
  private static final Pattern NEXT = Pattern.compile("\"next\":(\\d+)}$");
  private static final boolean BATON = System.getProperty("asyncio.engine", "").equals("baton");

  @TempDir Path temporary;
  private Program program;
  private Http http;

  @BeforeEach
  void serve() throws Exception {
    program = new Program(temporary, "Paging.java", "0");
    http = new Http(program.servedPort());
  }

  @AfterEach
  void end() throws Exception {
    http.close();
    program.interrupt();
    Program.End end = program.end();
    assertThat(end.err()).isEmpty();
    assertThat(end.out()).containsExactly("the server is shut down");
    assertThat(end.status()).isEqualTo(130);
  }

  @Test
  void thePagesHaveEveryBookOnce() throws Exception {
    int after = 0;
    int books = 0;
    while (true) {
      String page = http.get("/threads/books?limit=70&after=" + after).body();
      Matcher ids = Pattern.compile("\"id\":(\\d+)").matcher(page);
      while (ids.find()) {
        books++;
        assertThat(Integer.parseInt(ids.group(1))).isEqualTo(books);
      }
      Matcher next = NEXT.matcher(page);
      if (!next.find()) {
        break;
      }
      after = Integer.parseInt(next.group(1));
    }
    assertThat(books).isEqualTo(1000);
    assertThat(http.get("/threads/books?after=1000").body())
        .isEqualTo("{\"books\":[],\"next\":null}");
  }

  @Test
  void bothWaysGiveTheSameAnswers() throws Exception {
    for (String query : new String[] {"", "?limit=100&after=950", "?after=1000", "?delay=1"}) {
      HttpResponse<String> threads = http.get("/threads/books" + query);
      HttpResponse<String> yield = http.get("/yield/books" + query);
      assertThat(threads.statusCode()).isEqualTo(200);
      if (BATON) {
        assertThat(yield.statusCode()).isEqualTo(501);
        assertThat(yield.body()).startsWith("blocking=yield needs the confined engine");
      } else {
        assertThat(yield.statusCode()).isEqualTo(200);
        assertThat(yield.body()).isEqualTo(threads.body());
      }
    }
  }

  @Test
  void aSlowQueryHoldsUpNoOther() throws Exception {
    for (String way : new String[] {"/threads", BATON ? "/threads" : "/yield"}) {
      CompletableFuture<HttpResponse<String>> slow = http.begin(way + "/books?delay=10000&limit=1");
      for (int i = 0; i < 3; i++) {
        assertThat(http.get(way + "/books?limit=1&after=" + i).body())
            .contains("\"id\":" + (i + 1));
      }
      assertThat(slow).isNotDone();
      assertThat(slow.join().body()).contains("\"id\":1,");
    }
  }

  @Test
  void valuesThatAreNoneAreRefused() throws Exception {
    for (String value :
        new String[] {"limit=0", "limit=101", "after=-1", "after=9999999999", "delay=x"}) {
      HttpResponse<String> response = http.get("/threads/books?" + value);
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(response.body())
          .startsWith(value.replaceAll("=.*", " must be a number from "))
          .endsWith(", not '" + value.replaceAll(".*=", "") + "'\n");
    }
    assertThat(http.get("/yield/books?limit=0").statusCode()).isEqualTo(400);
  }

  @Test
  void wrongArgumentsAreRefused() throws Exception {
    Program.End end = new Program(temporary, "Paging.java", "books").end();

    assertThat(end.status()).isEqualTo(2);
    assertThat(end.err())
        .isEqualTo("Paging.java takes a PORT from 0 to 65535, or nothing; not books\n");
  }
}
