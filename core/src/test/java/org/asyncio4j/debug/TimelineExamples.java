package org.asyncio4j.debug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.asyncio4j.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TimelineExamples {
  @TempDir Path folder;

  @Test
  void recordsABody() throws Exception {
    Path page = folder.resolve("timeline.html");
    // @start region="record"
    Timeline timeline = Timeline.create("two delays");
    run(() ->
        timeline.record(() -> {
          Task<?> other = createTask(() -> sleep(Duration.ofMillis(1)));
          sleep(Duration.ofMillis(2));
          other.await();
        }));
    timeline.writeHtml(page);
    // @end
    assertThat(Files.readString(page)).contains("two delays");
  }
}
