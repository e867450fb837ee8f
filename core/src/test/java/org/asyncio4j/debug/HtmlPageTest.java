package org.asyncio4j.debug;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.asyncio4j.Asyncio;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page without a browser. What it draws is tested with the examples.
final class HtmlPageTest {
  private static final String ODD =
      "'\"\\ </script><!-- {{data}} & &amp; \u0000\u2028 😀 \udc00" + "x".repeat(10_000);

  @TempDir Path folder;

  private String page() throws Exception {
    Timeline timeline = Timeline.create(ODD, 1);
    VirtualTime.run(() ->
        timeline.record(() -> {
          Asyncio.createTask(() -> VirtualTime.sleep(1), TaskOptions.DEFAULT.withName(ODD)).await();
          for (int i = 0; i < 10_000; i++) {
            VirtualTime.yieldNow();
          }
        }));
    Path file = folder.resolve("page.html");
    timeline.write(file);
    return Files.readString(file);
  }

  @Test
  void namesCannotBreakOutOfTheData() throws Exception {
    String page = page();
    String begin = "id=\"data\">";
    int start = page.indexOf(begin) + begin.length();
    JsonNode data =
        new ObjectMapper().readTree(page.substring(start, page.indexOf("</script", start)));
    assertThat(data.path("title").asText()).isEqualTo(ODD);
    assertThat(data.path("loops").path(0).path("dropped").asLong()).isGreaterThan(10_000);
    assertThat(data.path("spans").asText()).isNotEmpty();
  }

  @Test
  void needsNothingElse() throws Exception {
    assertThat(page())
        .doesNotContain("https:", "@import", "url(", "<link", " src=")
        .doesNotContain("{{styles}}", "{{scripts}}");
  }
}
