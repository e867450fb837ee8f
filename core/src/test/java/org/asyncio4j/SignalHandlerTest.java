package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignalHandlerTest {
  private final EventLoop loop = EventLoop.create();
  private final List<String> order = new ArrayList<>();

  @AfterEach
  void close() {
    loop.close();
  }

  /// Sends a signal to this process.
  static void kill(String signal) {
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + signal, Long.toString(ProcessHandle.current().pid()))
              .start();
      assertThat(kill.waitFor()).isZero();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// CPython: test_add_signal_handler.
  @ParameterizedTest
  @ValueSource(strings = {"TERM", "SIGTERM", "HUP", "USR2"})
  void aSignalWakesTheLoopAndCallsTheHandler(String signal) {
    loop.addSignalHandler(
        signal,
        () -> {
          order.add(signal);
          assertThat(Asyncio.getRunningLoop()).isSameAs(loop);
          loop.stop();
        });
    loop.callSoon(() -> kill(signal.replace("SIG", "")));
    loop.runForever();
    assertThat(order).containsExactly(signal);
    assertThat(loop.removeSignalHandler(signal)).isTrue();
  }

  @Test
  void aHandlerCanCompleteWhatATaskAwaits() {
    String value =
        loop.runUntilComplete(() -> {
          Future<String> signal = loop.createFuture();
          loop.addSignalHandler("USR2", () -> signal.setResult("received"));
          kill("USR2");
          return signal.await();
        });
    assertThat(value).isEqualTo("received");
  }

  @Test
  void theHandlerRunsInTheContextOfTheCall() {
    ContextVar<String> name = ContextVar.create("name", "nobody");
    loop.runUntilComplete(() -> {
      name.set("caller");
      Future<String> seen = loop.createFuture();
      loop.addSignalHandler("USR2", () -> seen.setResult(name.get()));
      kill("USR2");
      assertThat(seen.await()).isEqualTo("caller");
    });
  }

  @Test
  void aFailingHandlerIsReported() {
    List<ExceptionContext> reports = new ArrayList<>();
    loop.setExceptionHandler((_, context) -> {
      reports.add(context);
      loop.stop();
    });
    loop.addSignalHandler(
        "USR2",
        () -> {
          throw new ArithmeticException("no");
        });
    loop.callSoon(() -> kill("USR2"));
    loop.runForever();
    assertThat(reports)
        .singleElement()
        .satisfies(report -> assertThat(report.exception()).hasMessage("no"));
  }

  // --- removing ---

  @Test
  void removeTellsWhetherThereWasAHandler() {
    assertThat(loop.removeSignalHandler("USR2")).isFalse();
    loop.addSignalHandler("SIGUSR2", () -> {});
    assertThat(loop.removeSignalHandler("USR2")).isTrue();
    assertThat(loop.removeSignalHandler("USR2")).isFalse();
  }

  @Test
  void removeBringsBackWhatHandledTheSignalBefore() throws InterruptedException {
    OsSignal usr2 = OsSignal.named("USR2");
    CountDownLatch programs = new CountDownLatch(1);
    var before = usr2.handle(programs::countDown);
    try {
      loop.addSignalHandler("USR2", () -> order.add("first"));
      loop.addSignalHandler("USR2", () -> order.add("second"));
      loop.removeSignalHandler("USR2");
      kill("USR2");
      programs.await();
      loop.stop();
      loop.runForever();
      assertThat(order).isEmpty();
    } finally {
      usr2.restore(before);
    }
  }

  @Test
  void closeBringsBackWhatHandledTheSignalBefore() throws InterruptedException {
    OsSignal usr2 = OsSignal.named("USR2");
    CountDownLatch programs = new CountDownLatch(1);
    var before = usr2.handle(programs::countDown);
    try {
      loop.addSignalHandler("USR2", () -> order.add("loop"));
      loop.close();
      kill("USR2");
      programs.await();
    } finally {
      usr2.restore(before);
    }
  }

  @Test
  void theSecondHandlerReplacesTheFirst() {
    loop.addSignalHandler("USR2", () -> order.add("first"));
    loop.addSignalHandler(
        "USR2",
        () -> {
          order.add("second");
          loop.stop();
        });
    loop.callSoon(() -> kill("USR2"));
    loop.runForever();
    assertThat(order).containsExactly("second");
  }

  @Test
  void twoLoopsThatEndInAnyOrderLeaveWhatWasThere() throws InterruptedException {
    OsSignal usr2 = OsSignal.named("USR2");
    CountDownLatch programs = new CountDownLatch(1);
    var before = usr2.handle(programs::countDown);
    try {
      EventLoop other = EventLoop.create();
      loop.addSignalHandler("USR2", () -> order.add("first loop"));
      other.addSignalHandler("USR2", () -> order.add("second loop"));
      loop.close();
      other.close();
      kill("USR2");
      programs.await();
      assertThat(order).isEmpty();
    } finally {
      usr2.restore(before);
    }
  }

  @Test
  void aLoopThatEndsLeavesTheHandlerOfAnotherAlone() {
    EventLoop other = EventLoop.create();
    other.addSignalHandler("USR2", () -> order.add("other"));
    loop.addSignalHandler(
        "USR2",
        () -> {
          order.add("this");
          loop.stop();
        });
    other.close();
    loop.callSoon(() -> kill("USR2"));
    loop.runForever();
    assertThat(order).containsExactly("this");
  }

  // --- what cannot be handled ---

  /// CPython: test_add_signal_handler_setup_error.
  @Test
  void anUnknownSignalIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loop.addSignalHandler("COFFEE", () -> {}))
        .withMessage("there is no signal 'COFFEE' here");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loop.removeSignalHandler("COFFEE"))
        .withMessage("there is no signal 'COFFEE' here");
  }

  @ParameterizedTest
  @ValueSource(strings = {"KILL", "STOP"})
  void anUncatchableSignalIsRefused(String signal) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loop.addSignalHandler(signal, () -> {}))
        .withMessageContaining("'" + signal + "'")
        .withMessageContaining("cannot be handled");
    assertThat(loop.removeSignalHandler(signal)).isFalse();
  }

  /// SIGSEGV is the JVM's.
  @Test
  void aSignalOfTheJvmIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loop.addSignalHandler("SEGV", () -> {}))
        .withMessageContaining("SEGV");
  }
}
