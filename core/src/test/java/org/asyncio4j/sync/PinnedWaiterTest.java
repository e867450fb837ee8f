package org.asyncio4j.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.util.Objects;
import org.asyncio4j.Task;
import org.asyncio4j.VirtualTime;
import org.asyncio4j.queue.Queue;
import org.junit.jupiter.api.Test;

/// L17: where an await is refused because the task is pinned, nothing is left in the line. (On the
/// engine that lets it wait, it waits.)
class PinnedWaiterTest {
  private static final Lock LOCK = Lock.create();
  private static final Queue<String> QUEUE = Queue.create();

  private static final class TakesTheLock {
    static final boolean TAKEN;

    static {
      LOCK.acquire();
      LOCK.release();
      TAKEN = true;
    }
  }

  private static final class TakesAnItem {
    static final String ITEM;

    static {
      ITEM = QUEUE.get();
    }
  }

  @Test
  void lockIsNotGivenToWhoWasRefused() {
    VirtualTime.run(() -> {
      LOCK.acquire();
      Task<?> pinned =
          createTask(() -> {
            try {
              assertThat(TakesTheLock.TAKEN).isTrue();
            } catch (ExceptionInInitializerError e) {
              assertThat(e).hasCauseInstanceOf(IllegalStateException.class);
            }
          });
      yieldNow();
      LOCK.release();
      pinned.await();
      assertThat(LOCK.tryAcquire()).isTrue();
    });
  }

  @Test
  void itemIsNotKeptForWhoWasRefused() {
    VirtualTime.run(() -> {
      Task<?> pinned =
          createTask(() -> {
            try {
              assertThat(Objects.requireNonNull(TakesAnItem.ITEM)).isEqualTo("one");
              QUEUE.putNowait("one");
            } catch (ExceptionInInitializerError e) {
              assertThat(e).hasCauseInstanceOf(IllegalStateException.class);
            }
          });
      yieldNow();
      Task<String> other = createTask(QUEUE::get);
      yieldNow();
      QUEUE.putNowait("one");
      sleep(1);
      assertThat(other.await()).isEqualTo("one");
      pinned.await();
    });
  }
}
