package org.asyncio4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimedTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, UTF_8);

  @Test
  void printsWhenTheBodyStartsAndHowLongItTook() {
    VirtualTime.run(() -> {
      int value = Asyncio.timed(out, "delay", () -> Asyncio.sleep(Duration.ofSeconds(3), 3));
      assertThat(value).isEqualTo(3);
    });
    assertThat(printed.toString(UTF_8).lines())
        .containsExactly("starting delay", "finished delay in 3.0000 second(s)");
  }

  @Test
  void printsTheTimeOfABodyThatFails() {
    VirtualTime.run(() ->
        assertThatThrownBy(() ->
                Asyncio.timed(
                    out,
                    "attempt",
                    () -> {
                      VirtualTime.sleep(1);
                      throw new UnsupportedOperationException();
                    }))
            .isInstanceOf(UnsupportedOperationException.class));
    assertThat(printed.toString(UTF_8).lines())
        .containsExactly("starting attempt", "finished attempt in 1.0000 second(s)");
  }

  @Test
  void logsAtLevelInfoWhereNoStreamIsGiven() {
    List<LogCapture.Entry> log = LogCapture.start();
    try {
      VirtualTime.run(() -> Asyncio.timed("{0}", () -> VirtualTime.sleep(2)));
    } finally {
      LogCapture.stop();
    }
    assertThat(log)
        .containsExactly(
            new LogCapture.Entry(Level.INFO, "starting {0}", null),
            new LogCapture.Entry(Level.INFO, "finished {0} in 2.0000 second(s)", null));
  }
}
