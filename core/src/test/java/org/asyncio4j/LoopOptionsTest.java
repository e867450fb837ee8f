package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.asyncio4j.spi.Clock;
import org.junit.jupiter.api.Test;

class LoopOptionsTest {
  private static void withProperty(String name, String value, Runnable body) {
    String before = System.setProperty(name, value);
    try {
      body.run();
    } finally {
      if (before == null) {
        System.clearProperty(name);
      } else {
        System.setProperty(name, before);
      }
    }
  }

  @Test
  void thePropertiesSayTheEngineAndThePolicy() {
    withProperty(
        "asyncio.engine",
        "Baton",
        () ->
            withProperty(
                "asyncio.blocking",
                "YIELD",
                () -> {
                  LoopOptions options = LoopOptions.defaults();
                  assertThat(options.engine()).isEqualTo(Engine.BATON);
                  assertThat(options.blocking()).isEqualTo(Blocking.YIELD);
                }));
  }

  @Test
  void withoutPropertiesTheyAreTheDocumentedOnes() {
    String engine = System.clearProperty("asyncio.engine");
    try {
      LoopOptions options = LoopOptions.defaults();
      assertThat(options.engine()).isEqualTo(Engine.AUTO);
      assertThat(options.blocking()).isEqualTo(Blocking.HOLD);
      assertThat(options.debug()).isFalse();
      assertThat(options.clock()).isSameAs(Clock.SYSTEM);
      assertThat(options.reactor()).isNull();
      assertThat(options.order()).isNull();
    } finally {
      if (engine != null) {
        System.setProperty("asyncio.engine", engine);
      }
    }
  }

  @Test
  void anUnknownEngineIsNamedWithTheOnesThatExist() {
    withProperty(
        "asyncio.engine",
        "turbo",
        () ->
            assertThatIllegalArgumentException()
                .isThrownBy(EventLoop::create)
                .withMessage("asyncio.engine is 'turbo': use auto, confined or baton"));
  }

  @Test
  void anUnknownBlockingPolicyIsNamedWithTheOnesThatExist() {
    withProperty(
        "asyncio.blocking",
        "sometimes",
        () ->
            assertThatIllegalArgumentException()
                .isThrownBy(LoopOptions::defaults)
                .withMessage("asyncio.blocking is 'sometimes': use hold or yield"));
  }

  @Test
  void anEmptyPropertyIsRefused() {
    withProperty(
        "asyncio.engine",
        "",
        () ->
            assertThatIllegalArgumentException()
                .isThrownBy(LoopOptions::defaults)
                .withMessageContaining("''"));
  }

  @Test
  void yieldOnBatonIsRefusedWithAWayOut() {
    LoopOptions impossible =
        LoopOptions.defaults().withEngine(Engine.BATON).withBlocking(Blocking.YIELD);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EventLoop.create(impossible))
        .withMessageContaining("blocking=yield needs the confined engine")
        .withMessageContaining("toThread");
  }

  @Test
  void eachOptionCanBeReplaced() {
    VirtualTime time = new VirtualTime();
    LoopOptions options =
        LoopOptions.defaults()
            .withEngine(Engine.BATON)
            .withBlocking(Blocking.HOLD)
            .withDebug(true)
            .withClock(time)
            .withReadyOrder(_ -> 0);
    assertThat(options.engine()).isEqualTo(Engine.BATON);
    assertThat(options.blocking()).isEqualTo(Blocking.HOLD);
    assertThat(options.debug()).isTrue();
    assertThat(options.clock()).isSameAs(time);
    assertThat(options.withReactor(_ -> time).reactor()).isNotNull();
    assertThat(options.order()).isNotNull();
  }

  @Test
  void aLoopNeverRunsOnAuto() {
    try (EventLoop loop = EventLoop.create(LoopOptions.defaults().withEngine(Engine.AUTO))) {
      assertThat(loop.engine()).isIn(Engine.CONFINED, Engine.BATON);
    }
  }
}
