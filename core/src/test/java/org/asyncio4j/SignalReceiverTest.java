package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.openSignalReceiver;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SignalReceiverTest {
  // --- taking ---

  @Test
  void signalsAreIteratedOverAsTheyCome() {
    Asyncio.run(() -> {
      List<String> taken = new ArrayList<>();
      try (SignalReceiver signals = openSignalReceiver("SIGUSR2", "HUP")) {
        SignalHandlerTest.kill("HUP");
        for (String signal : signals) {
          taken.add(signal);
          if (taken.size() == 3) {
            break;
          }
          SignalHandlerTest.kill(signal.equals("HUP") ? "USR2" : "HUP");
        }
      }
      assertThat(taken).containsExactly("HUP", "USR2", "HUP");
    });
  }

  /// trio: test_open_signal_receiver_no_starvation, and its coalescing.
  @Test
  void whatComesTwiceBeforeItIsTakenIsOneSignal() {
    Asyncio.run(() -> {
      try (SignalReceiver signals = openSignalReceiver("USR2", "HUP")) {
        for (String signal : List.of("USR2", "USR2", "HUP")) {
          SignalHandlerTest.kill(signal);
        }
        List<String> taken = new ArrayList<>();
        while (!taken.contains("HUP")) {
          taken.add(signals.receive());
        }
        assertThat(taken).containsOnlyOnce("HUP");
        assertThat(taken).contains("USR2");
      }
    });
  }

  @Test
  void aCancelledTaskLeavesTheSignalToTheNext() {
    Asyncio.run(() -> {
      try (SignalReceiver signals = openSignalReceiver("USR2")) {
        Task<String> first = createTask(signals::receive);
        VirtualTime.yieldNow();
        first.cancel();
        assertThatThrownBy(first::await).isInstanceOf(CancelledError.class);
        SignalHandlerTest.kill("USR2");
        assertThat(signals.receive()).isEqualTo("USR2");
      }
    });
  }

  @Test
  void aLoopWithAReceiverIsNotDeadlocked() {
    Asyncio.run(() -> {
      try (SignalReceiver signals = openSignalReceiver("USR2")) {
        Thread other = Thread.startVirtualThread(() -> SignalHandlerTest.kill("USR2"));
        assertThat(signals.receive()).isEqualTo("USR2");
        Asyncio.toThread(() -> other.join());
      }
    });
  }

  @Test
  void oneTaskAtATimeMayWait() {
    Asyncio.run(() -> {
      try (SignalReceiver signals = openSignalReceiver("USR2")) {
        Task<String> first = createTask(signals::receive);
        VirtualTime.yieldNow();
        assertThatIllegalStateException()
            .isThrownBy(signals::receive)
            .withMessageContaining("another task");
        first.cancel();
      }
    });
  }

  // --- opening and closing ---

  @Test
  void namesAreChecked() {
    Asyncio.run(() -> {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> openSignalReceiver("USR2", "NOSUCH"))
          .withMessageContaining("NOSUCH");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> openSignalReceiver("USR2", "KILL"))
          .withMessageContaining("KILL");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> openSignalReceiver())
          .withMessageContaining("TERM");
    });
  }

  @Test
  void closingEndsWaitingAndIterating() {
    Asyncio.run(() -> {
      SignalReceiver signals = openSignalReceiver("USR2");
      Task<List<String>> all =
          createTask(() -> {
            List<String> taken = new ArrayList<>();
            signals.forEach(taken::add);
            return taken;
          });
      VirtualTime.yieldNow();
      signals.close();
      assertThat(all.await()).isEmpty();
      assertThatIllegalStateException()
          .isThrownBy(signals::receive)
          .withMessageContaining("closed");
      assertThatThrownBy(() -> signals.iterator().next())
          .isInstanceOf(NoSuchElementException.class);
      signals.close();
    });
  }

  /// trio: test_open_signal_receiver_restore_handler_after_one_bad_signal, and its redelivery.
  @Test
  void whatWasNotTakenGoesToWhoHandledItBefore() throws InterruptedException {
    OsSignal usr2 = OsSignal.named("USR2");
    CountDownLatch programs = new CountDownLatch(1);
    OsSignal.Handling before = usr2.handle(programs::countDown);
    try {
      Asyncio.run(() -> {
        assertThatIllegalArgumentException().isThrownBy(() -> openSignalReceiver("USR2", "NOSUCH"));
        try (SignalReceiver signals = openSignalReceiver("USR2", "HUP")) {
          SignalHandlerTest.kill("USR2");
          SignalHandlerTest.kill("HUP");
          while (!signals.receive().equals("HUP")) {
            SignalHandlerTest.kill("USR2"); // was taken before the other came
          }
          assertThat(programs.getCount()).isOne();
        }
      });
      programs.await();
    } finally {
      usr2.restore(before);
    }
  }

  @Test
  void theEndOfTheLoopClosesIt() throws InterruptedException {
    OsSignal usr2 = OsSignal.named("USR2");
    CountDownLatch programs = new CountDownLatch(1);
    OsSignal.Handling before = usr2.handle(programs::countDown);
    try {
      SignalReceiver left = Asyncio.run(() -> openSignalReceiver("USR2"));
      assertThat(left).hasToString("SignalReceiver[USR2] (closed)");
      SignalHandlerTest.kill("USR2");
      programs.await();
    } finally {
      usr2.restore(before);
    }
  }

  // --- a program that ends well ---

  /// Prints `ready`, and ends on SIGTERM or SIGINT.
  static final class Serving {
    public static void main(String[] args) {
      // @start region="signals"
      Asyncio.run(() ->
          Asyncio.taskGroup(group -> {
            group.createTask(() -> {
              try (SignalReceiver signals = Asyncio.openSignalReceiver("TERM", "INT")) {
                System.out.println("ready");
                System.out.println("stopping on " + signals.receive());
                group.cancel();
              }
            });
            try {
              serve();
            } finally {
              System.out.println("cleaned up");
            }
          }));
      // @end
    }

    private static void serve() {
      Asyncio.getRunningLoop().createFuture().await();
    }
  }

  @Test
  void sigtermAndSigintEndAProgramWell() throws Exception {
    for (String signal : List.of("TERM", "INT")) {
      try (ChildJvm child = ChildJvm.start(Serving.class)) {
        child.awaitLine("ready");
        child.signal(signal);
        assertThat(child.exitStatus()).isZero();
        assertThat(child.output()).containsExactly("ready", "stopping on " + signal, "cleaned up");
      }
    }
  }
}
