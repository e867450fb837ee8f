package org.asyncio4j.debug;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.asyncio4j.Asyncio;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChromeTraceTest {
  private static final String ODD =
      "\"quoted\" \\ </script> \u0001\n\t 😀 \ud83d " + "long".repeat(5000);

  @TempDir Path folder;

  private JsonNode events() throws Exception {
    Timeline timeline = Timeline.create("test");
    VirtualTime.run(() ->
        timeline.record(() -> {
          TaskOptions named = TaskOptions.DEFAULT.withName(ODD);
          var child = Asyncio.createTask(() -> VirtualTime.sleep(2), named);
          child.await();
          Asyncio.sleep(java.time.Duration.ofNanos(1_234_567));
        }));
    Path file = folder.resolve("trace.json");
    timeline.write(file);
    JsonNode root = new ObjectMapper().readTree(file.toFile());
    assertThat(root.path("otherData").path("title").asText()).isEqualTo("test");
    return root.path("traceEvents");
  }

  @Test
  void spansAreCompleteEventsInMicroseconds() throws Exception {
    List<String> spans = new ArrayList<>();
    for (JsonNode event : events()) {
      if (event.path("ph").asText().equals("X")) {
        assertThat(event.path("ts").isNumber() && event.path("dur").isNumber()).isTrue();
        assertThat(event.path("dur").asDouble()).isGreaterThanOrEqualTo(0);
        spans.add(event.path("name").asText() + " " + event.path("dur").asText());
      }
    }
    assertThat(spans)
        .contains("sleep 2 s 2000000.0", "awaits " + ODD + " 2000000.0")
        .contains("sleep 0.001235 s 1234.567");
  }

  @Test
  void everyLoopAndTaskHasAName() throws Exception {
    Map<String, String> names = new HashMap<>();
    for (JsonNode event : events()) {
      if (event.path("name").asText().endsWith("_name")) {
        names.put(place(event), event.path("args").path("name").asText());
      }
    }
    assertThat(names).containsValue(ODD).containsEntry("1 0", "the loop");
    for (JsonNode event : events()) {
      assertThat(names).hasSizeGreaterThan(2);
      assertThat(event.path("pid").asInt()).isEqualTo(1);
    }
  }

  @Test
  void everyWakeUpIsAFlowFromARunningTaskToOneThatRuns() throws Exception {
    Map<Long, JsonNode> starts = new HashMap<>();
    int ends = 0;
    JsonNode events = events();
    for (JsonNode event : events) {
      long id = event.path("id").asLong();
      if (event.path("ph").asText().equals("s")) {
        assertThat(starts.put(id, event)).isNull();
        assertThat(slices(events, event)).contains("running");
      } else if (event.path("ph").asText().equals("f")) {
        JsonNode start = Objects.requireNonNull(starts.get(id));
        assertThat(event.path("bp").asText()).isEqualTo("e");
        assertThat(event.path("ts").asDouble()).isGreaterThanOrEqualTo(start.path("ts").asDouble());
        assertThat(slices(events, event)).contains("running");
        ends++;
      }
    }
    assertThat(ends).isEqualTo(starts.size()).isEqualTo(2); // one is created, one is woken
  }

  /// The names of the spans that are there where `event` is.
  private static List<String> slices(JsonNode events, JsonNode event) {
    List<String> names = new ArrayList<>();
    double time = event.path("ts").asDouble();
    for (JsonNode each : events) {
      double start = each.path("ts").asDouble();
      boolean there = start <= time && time <= start + each.path("dur").asDouble();
      if (each.path("ph").asText().equals("X") && place(each).equals(place(event)) && there) {
        names.add(each.path("name").asText());
      }
    }
    return names;
  }

  private static String place(JsonNode event) {
    return event.path("pid").asText() + " " + event.path("tid").asText();
  }
}
