package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Every way to turn debug mode on. That of `./asyncio run --dev` is the system property.
class DebugSwitchTest {
  @BeforeEach
  void keepLog() {
    LogCapture.start();
  }

  @AfterEach
  void showLog() {
    LogCapture.stop();
  }

  private static boolean isOn() {
    return Asyncio.getRunningLoop().getDebug();
  }

  @Test
  void anArgumentOfRun() {
    boolean on = Asyncio.run(() -> isOn(), true);
    boolean off = Asyncio.run(() -> isOn(), false);
    assertThat(on).isTrue();
    assertThat(off).isFalse();
    Asyncio.run(
        () -> {
          assertThat(isOn()).isTrue();
        },
        true);
  }

  @Test
  void aMethodOfTheLoop() {
    try (EventLoop loop = EventLoop.create(LoopOptions.defaults().withDebug(false))) {
      loop.setDebug(true);
      loop.runUntilComplete(() -> {
        assertThat(isOn()).isTrue();
        Future<Integer> future = loop.createFuture();
        assertThat(future.createdAt).isNotNull();
        loop.setDebug(false);
        Future<Integer> later = loop.createFuture();
        assertThat(later.createdAt).isNull();
      });
    }
  }

  @Test
  void aSystemProperty() throws InterruptedException {
    assertThat(ChildJvm.runWith(Child.class, "-Dasyncio.debug=true")).containsExactly("true");
    assertThat(ChildJvm.runWith(Child.class, "-Dasyncio.debug=false")).containsExactly("false");
  }

  @Test
  void anEnvironmentVariable() throws InterruptedException {
    assertThat(ChildJvm.runWithEnvironment(Child.class, "ASYNCIO_DEBUG", "1"))
        .containsExactly("true");
    assertThat(ChildJvm.runWithEnvironment(Child.class, "ASYNCIO_DEBUG", "0"))
        .containsExactly("false");
  }

  static final class Child {
    public static void main(String[] args) {
      List<LogCapture.Entry> unseen = LogCapture.start();
      boolean on = Asyncio.run(() -> isOn());
      System.out.println(on && !unseen.isEmpty());
    }
  }
}
