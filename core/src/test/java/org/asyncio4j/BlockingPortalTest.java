package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.asyncio4j.sync.Event;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BlockingPortalTest {
  private static void forEver() {
    Asyncio.getRunningLoop().<@Nullable Void>createFuture().await();
  }

  @Test
  void callReturnsTheValue() {
    try (BlockingPortal portal = BlockingPortal.start()) {
      int value = portal.call(() -> Asyncio.sleep(Duration.ofMillis(1), 5));
      assertThat(value).isEqualTo(5);
    }
  }

  @Test
  void callsShareOneLoop() {
    try (BlockingPortal portal = BlockingPortal.start()) {
      EventLoop first = portal.call(Asyncio::getRunningLoop);
      EventLoop second = portal.call(Asyncio::getRunningLoop);
      assertThat(first).isSameAs(second).isSameAs(portal.loop());
    }
  }

  @Test
  void uncheckedFailureComesBackAsItIs() {
    try (BlockingPortal portal = BlockingPortal.start()) {
      UnsupportedOperationException failure = new UnsupportedOperationException();
      assertThatThrownBy(() ->
              portal.call(() -> {
                throw failure;
              }))
          .isSameAs(failure);
    }
  }

  @Test
  void checkedFailureComesBackWrapped() {
    try (BlockingPortal portal = BlockingPortal.start()) {
      assertThatThrownBy(() ->
              portal.call(() -> {
                throw new IOException("no");
              }))
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void startedTaskFailsItsFuture() {
    try (BlockingPortal portal = BlockingPortal.start()) {
      CompletableFuture<?> task =
          portal.startTask(() -> {
            throw new IOException("no");
          });
      assertThatThrownBy(task::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void startedTasksRunAtTheSameTime() throws Exception {
    Event event = Event.create();
    try (BlockingPortal portal = BlockingPortal.start()) {
      CompletableFuture<?> waiter = portal.startTask(event::await);
      CompletableFuture<?> setter = portal.startTask(event::set);
      assertThat(waiter.get()).isNull();
      assertThat(setter.get()).isNull();
    }
  }

  @Test
  void cancellingTheFutureCancelsTheTask() throws Exception {
    CompletableFuture<String> end = new CompletableFuture<>();
    CountDownLatch started = new CountDownLatch(1);
    try (BlockingPortal portal = BlockingPortal.start()) {
      CompletableFuture<?> task =
          portal.startTask(() -> {
            try {
              started.countDown();
              forEver();
            } catch (CancelledError e) {
              end.complete("cancelled");
              throw e;
            }
          });
      started.await();
      task.cancel(true);
      assertThat(end.get()).isEqualTo("cancelled");
    }
  }

  @Test
  void closeWaitsForTheTasks() throws Exception {
    BlockingPortal portal = BlockingPortal.start();
    Event event = Event.create();
    CompletableFuture<String> task =
        portal.startTask(() -> {
          event.await();
          return "done";
        });
    Thread closer = Thread.ofPlatform().start(portal::close);
    while (closer.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    assertThat(task.isDone()).isFalse();
    portal.loop().execute(event::set);
    closer.join();
    assertThat(task.get()).isEqualTo("done");
  }

  @Test
  void stopCancelsTheTasksAndWaitsForTheirCleanUp() {
    BlockingPortal portal = BlockingPortal.start();
    List<String> log = new ArrayList<>();
    CompletableFuture<?> task =
        portal.startTask(() -> {
          try {
            forEver();
          } finally {
            Asyncio.sleep(Duration.ofMillis(1));
            log.add("cleaned up");
          }
        });
    portal.call(() -> Asyncio.sleep(Duration.ZERO));
    portal.stop(true);
    assertThat(log).containsExactly("cleaned up");
    assertThatThrownBy(task::get).isInstanceOf(CancellationException.class);
  }

  @Test
  void stopCancelsWhatCloseWaitsFor() throws Exception {
    BlockingPortal portal = BlockingPortal.start();
    CompletableFuture<?> task = portal.startTask(BlockingPortalTest::forEver);
    Thread closer = Thread.ofPlatform().start(portal::close);
    portal.stop(true);
    closer.join();
    assertThat(task.isCancelled() || task.isCompletedExceptionally()).isTrue();
  }

  @Test
  void tasksThatTheBodiesLeftBehindAreCancelled() {
    AtomicReference<@Nullable Task<?>> left = new AtomicReference<>();
    BlockingPortal portal = BlockingPortal.start();
    portal.call(() -> {
      left.set(Asyncio.createTask(BlockingPortalTest::forEver));
    });
    portal.close();
    assertThat(left.get()).satisfies(task -> assertThat(task.cancelled()).isTrue());
  }

  @Test
  void callsAfterCloseAreRefused() {
    BlockingPortal portal = BlockingPortal.start();
    portal.close();
    portal.close();
    assertThatThrownBy(() -> portal.call(() -> 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the portal is closed");
    assertThatThrownBy(() -> portal.startTask(() -> 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void callOnItsOwnLoopIsRefused() {
    try (BlockingPortal portal = BlockingPortal.start()) {
      assertThatThrownBy(() -> portal.call(() -> portal.call(() -> 1)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("would block the portal's own event loop");
      assertThatThrownBy(() -> portal.call(portal::close))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("let another thread close it");
    }
  }

  @Test
  void taskStartedOnItsOwnLoopRuns() {
    try (BlockingPortal portal = BlockingPortal.start()) {
      int value = portal.call(() -> Asyncio.await(portal.startTask(() -> 7)));
      assertThat(value).isEqualTo(7);
    }
  }

  @Test
  void interruptingTheCallerCancelsTheBody() throws Exception {
    CompletableFuture<String> end = new CompletableFuture<>();
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    CountDownLatch started = new CountDownLatch(1);
    try (BlockingPortal portal = BlockingPortal.start()) {
      Thread caller =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  portal.call(() -> {
                    try {
                      started.countDown();
                      forEver();
                    } finally {
                      end.complete("ended");
                    }
                  });
                } catch (CancellationException e) {
                  thrown.complete(
                      Thread.currentThread().isInterrupted() ? e : new AssertionError());
                }
              });
      started.await();
      caller.interrupt();
      assertThat(thrown.get()).isInstanceOf(CancellationException.class);
      assertThat(end.get()).isEqualTo("ended");
    }
  }

  @Test
  void bodyHasTheCallersContext() {
    ContextVar<String> var = ContextVar.create("user");
    try (BlockingPortal portal = BlockingPortal.start()) {
      var _ = var.set("me");
      assertThat(portal.<String>call(() -> var.get())).isEqualTo("me");
    }
  }

  @Test
  void manyThreadsCallAtOnce() throws Exception {
    try (BlockingPortal portal = BlockingPortal.start()) {
      int[] count = {0}; // on the loop
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  for (int j = 0; j < 100; j++) {
                    portal.call(() -> {
                      int before = count[0];
                      count[0] = before + 1;
                    });
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(portal.<Integer>call(() -> count[0])).isEqualTo(1600);
    }
  }
}
