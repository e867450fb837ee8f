package org.asyncio4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.toThread;

import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.asyncio4j.CancelledError;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The members are in this JVM, so tasks meet the test in its static fields.
@ExtendWith(TwoMembers.Extension.class)
class ClusterExecutorTest {
  private static volatile CountDownLatch begun = new CountDownLatch(1);
  private static volatile CountDownLatch go = new CountDownLatch(1);
  private static volatile CountDownLatch ended = new CountDownLatch(1);
  private static final AtomicReference<@Nullable Object> SEEN = new AtomicReference<>();
  private static final AtomicInteger RUNS = new AtomicInteger();

  @BeforeEach
  void start() {
    begun = new CountDownLatch(1);
    go = new CountDownLatch(1);
    ended = new CountDownLatch(1);
    SEEN.set(null);
    RUNS.set(0);
  }

  private static int waitForGo() throws InterruptedException {
    begun.countDown();
    try {
      go.await();
      return 1;
    } catch (InterruptedException e) {
      SEEN.set(e);
      throw e;
    } finally {
      ended.countDown();
    }
  }

  record Point(int x, int y) implements java.io.Serializable {}

  static final class NoSuchPoint extends Exception {
    private static final long serialVersionUID = 1;

    final Point point;

    NoSuchPoint(Point point) {
      super("no " + point);
      this.point = point;
    }
  }

  // --- results ---

  @Test
  void aLambdaRunsOnTheMemberOnAThreadOfHazelcasts() throws Exception {
    ClusterExecutor executor = TwoMembers.first().executor().onMember(TwoMembers.other());
    assertThat(executor.submit(() -> Thread.currentThread().getName()).get()).startsWith("hz.");
  }

  @Test
  void resultsKeepTheirType() throws Exception {
    int x = 3;
    Point point = TwoMembers.client().executor().submit(() -> new Point(x, 4)).get();
    assertThat(point).isEqualTo(new Point(3, 4));
  }

  @Test
  void aResultMayBeNull() throws Exception {
    assertThat(TwoMembers.first().executor().submit(() -> (Object) null).get()).isNull();
  }

  @Test
  void exceptionsKeepTheirTypeAndTheirFramesNameTheMember() {
    ClusterMember member = TwoMembers.other();
    CompletableFuture<Object> future =
        TwoMembers.first().executor().onMember(member).submit(() -> fail(new Point(1, 2)));
    assertThatThrownBy(future::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            NoSuchPoint.class, e -> assertThat(e.point).isEqualTo(new Point(1, 2)))
        .satisfies(e ->
            assertThat(e.getStackTrace()[0].toString())
                .startsWith(member.address() + "//" + ClusterExecutorTest.class.getName()));
  }

  private static Object fail(Point point) throws NoSuchPoint {
    throw new NoSuchPoint(point);
  }

  @Test
  void runInExecutorAwaitsATask() {
    run(() -> {
      ClusterCallable<Integer> task = () -> 42;
      assertThat(getRunningLoop().runInExecutor(TwoMembers.first().executor(), task).await())
          .isEqualTo(42);
    });
  }

  @Test
  void aCheckedExceptionReachesTheAwait() {
    run(() -> {
      ClusterCallable<Integer> task =
          () -> {
            throw new NoSuchFileException("a.txt");
          };
      assertThatThrownBy(
              () -> getRunningLoop().runInExecutor(TwoMembers.client().executor(), task).await())
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(NoSuchFileException.class);
    });
  }

  @Test
  void aRunnableThatIsSerialisableRuns() throws Exception {
    Runnable plain = ClusterExecutorTest::count;
    assertThatThrownBy(() -> TwoMembers.first().executor().submit(plain))
        .isInstanceOf(IllegalArgumentException.class);
    Runnable serialisable = (Runnable & java.io.Serializable) ClusterExecutorTest::count;
    assertThat(TwoMembers.first().executor().submit(serialisable, "done").get()).isEqualTo("done");
    assertThat(RUNS).hasValue(1);
  }

  private static void count() {
    RUNS.incrementAndGet();
  }

  // --- routes ---

  @Test
  void tasksGoToTheMembersInTurn() throws Exception {
    ClusterExecutor executor = TwoMembers.client().executor();
    String one = executor.submit(() -> member()).get();
    String two = executor.submit(() -> member()).get();
    assertThat(one).isNotEqualTo(two);
  }

  /// Hazelcast's thread names begin with the instance's name.
  private static String member() {
    return Thread.currentThread().getName().split("\\.", -1)[1];
  }

  @Test
  void onAllMembersRunsOnceOnEach() {
    Map<ClusterMember, CompletableFuture<String>> futures =
        TwoMembers.client().executor().onAllMembers(() -> member());
    assertThat(futures.keySet()).containsExactlyElementsOf(TwoMembers.first().members());
    assertThat(futures.values().stream().map(CompletableFuture::join)).doesNotHaveDuplicates();
  }

  @Test
  void tasksOfOneKeyGoToOneMember() throws Exception {
    ClusterExecutor ofMember = TwoMembers.first().executor().onKeyOwner("some key");
    ClusterExecutor ofClient = TwoMembers.client().executor().onKeyOwner("some key");
    String owner = ofMember.submit(() -> member()).get();
    assertThat(ofMember.submit(() -> member()).get()).isEqualTo(owner);
    assertThat(ofClient.submit(() -> member()).get()).isEqualTo(owner);
  }

  @Test
  void membersHaveTheirAttributes() {
    assertThat(TwoMembers.client().members())
        .extracting(member -> member.attributes().get("zone"))
        .containsExactly("a", "b");
  }

  @Test
  void aTaskForAMemberThatIsNotThereHasNotRun() {
    ClusterMember gone = new ClusterMember(new java.util.UUID(1, 2), "127.0.0.1", 1, Map.of());
    assertThatThrownBy(() -> TwoMembers.first().executor().onMember(gone).submit(() -> 1).get())
        .cause()
        .isInstanceOfSatisfying(
            MemberLostException.class,
            e -> {
              assertThat(e.mayHaveRun()).isFalse();
              assertThat(e.member()).isEqualTo(gone);
            });
  }

  // --- what cannot be sent ---

  @Test
  void aPlainLambdaIsRefusedWithAdvice() {
    Callable<Integer> plain = () -> 1;
    assertThatThrownBy(() -> TwoMembers.first().executor().submit(plain))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not serialisable")
        .hasMessageContaining("ClusterCallable");
  }

  @Test
  void aCapturedObjectThatCannotBeSentIsNamed() {
    Object captured = new Object();
    assertThatThrownBy(() -> TwoMembers.first().executor().submit(() -> captured.hashCode()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.Object");
  }

  @Test
  void aTaskThatIsTooLargeIsRefused() {
    byte[] large = new byte[100_000];
    assertThatThrownBy(() -> TwoMembers.first().executor().submit(() -> large.length))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 100000 are allowed");
  }

  @Test
  void aResultThatCannotBeSentIsAnErrorThatNamesIt() {
    assertThatThrownBy(() -> TwoMembers.first().executor().submit(() -> new Object()).get())
        .cause()
        .isInstanceOf(ClusterSerializationException.class)
        .hasMessageContaining("result")
        .hasMessageContaining("java.lang.Object");
  }

  @Test
  void aResultThatIsTooLargeIsAnError() {
    assertThatThrownBy(() -> TwoMembers.first().executor().submit(() -> new byte[100_000]).get())
        .cause()
        .isInstanceOf(ClusterSerializationException.class)
        .hasMessageContaining("too large");
  }

  @Test
  void anExceptionThatCannotBeSentComesInWordsWithItsFrames() {
    assertThatThrownBy(() -> TwoMembers.first().executor().submit(() -> failUnserialisably()).get())
        .cause()
        .isInstanceOf(ClusterSerializationException.class)
        .hasMessageContaining("WithThread")
        .hasMessageContaining("the text")
        .satisfies(
            e -> assertThat(e.getStackTrace()[0].getMethodName()).isEqualTo("failUnserialisably"));
  }

  @SuppressWarnings("serial") // is the point
  private static final class WithThread extends RuntimeException {
    private final Object field = Thread.currentThread();

    WithThread() {
      super("the text");
    }

    @Override
    public String getMessage() {
      return super.getMessage() + " of " + field;
    }
  }

  private static Object failUnserialisably() {
    throw new WithThread();
  }

  // --- cancelling ---

  @Test
  void cancellingInterruptsTheRemoteThread() throws Exception {
    for (Cluster side : List.of(TwoMembers.first(), TwoMembers.client())) {
      start();
      CompletableFuture<Integer> future =
          side.executor().onMember(TwoMembers.other()).submit(() -> waitForGo());
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(future.cancel(true)).isTrue();
      assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(SEEN.get()).isInstanceOf(InterruptedException.class);
      assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
    }
  }

  @Test
  void cancellingAnAwaitInterruptsTheRemoteThread() {
    run(() -> {
      ClusterCallable<Integer> work = () -> waitForGo();
      var task =
          createTask(() -> {
            return getRunningLoop()
                .runInExecutor(TwoMembers.first().executor().onMember(TwoMembers.other()), work)
                .await();
          });
      toThread(() -> begun.await(30, TimeUnit.SECONDS));
      task.cancel();
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
      assertThat(toThread(() -> ended.await(30, TimeUnit.SECONDS))).isTrue();
      assertThat(SEEN.get()).isInstanceOf(InterruptedException.class);
    });
  }

  @Test
  void cancellingWithoutAnInterruptLeavesTheTaskAlone() throws Exception {
    CompletableFuture<Integer> future =
        TwoMembers.first().executor().onMember(TwoMembers.other()).submit(() -> waitForGo());
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    future.cancel(false);
    go.countDown();
    assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(SEEN.get()).isNull();
  }

  /// E2: an interrupt is for the task that it was meant for.
  @Test
  void e2AnInterruptNeverHitsTheNextTask() throws Exception {
    ClusterExecutor executor = TwoMembers.first().executor().onMember(TwoMembers.other());
    for (int i = 0; i < 200; i++) {
      CompletableFuture<Integer> first = executor.submit(() -> 1);
      first.cancel(true);
      assertThat(executor.submit(() -> Thread.interrupted()).get()).isFalse();
    }
  }

  // --- bounds and the end ---

  /// E3: two threads and room for two.
  @Test
  void e3AFullMemberRejects() throws Exception {
    ClusterExecutor executor = TwoMembers.client().executor().onMember(TwoMembers.other());
    begun = new CountDownLatch(2);
    List<CompletableFuture<Integer>> futures =
        List.of(executor.submit(() -> waitForGo()), executor.submit(() -> waitForGo()));
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    List<CompletableFuture<Integer>> more =
        List.of(
            executor.submit(() -> 1),
            executor.submit(() -> 1),
            executor.submit(() -> 1),
            executor.submit(() -> 1));
    CountDownLatch rejected = new CountDownLatch(2);
    for (CompletableFuture<Integer> each : more) {
      var _ =
          each.whenComplete((_, failure) -> {
            if (failure != null) {
              rejected.countDown();
            }
          });
    }
    assertThat(rejected.await(30, TimeUnit.SECONDS)).isTrue();
    go.countDown();
    for (CompletableFuture<Integer> each : futures) {
      assertThat(each.get()).isEqualTo(1);
    }
    List<String> ends =
        more.stream()
            .map(each ->
                each.handle((_, failure) ->
                        failure == null ? "ran" : failure.getClass().getSimpleName())
                    .join())
            .toList();
    assertThat(ends)
        .containsExactlyInAnyOrder(
            "ran", "ran", "RejectedExecutionException", "RejectedExecutionException");
  }

  /// E1: what is submitted before shutdown runs; what comes later is rejected.
  @Test
  void e1AfterShutdownNothingIsTakenAndWhatWasSentEnds() throws Exception {
    ClusterExecutor executor = TwoMembers.first().executor().onMember(TwoMembers.other());
    CompletableFuture<Integer> sent = executor.submit(() -> waitForGo());
    executor.shutdown();
    assertThatThrownBy(() -> executor.submit(() -> 1))
        .isInstanceOf(RejectedExecutionException.class);
    assertThat(executor.isTerminated()).isFalse();
    go.countDown();
    assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(sent.get()).isEqualTo(1);
    assertThat(TwoMembers.first().executor().submit(() -> 1).get()).isEqualTo(1);
  }

  @Test
  void shutdownNowInterruptsWhatRuns() throws Exception {
    ClusterExecutor executor = TwoMembers.first().executor().onMember(TwoMembers.other());
    CompletableFuture<Integer> sent = executor.submit(() -> waitForGo());
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(executor.shutdownNow()).isEmpty();
    assertThat(sent).isCancelled();
    assertThat(executor.isTerminated()).isTrue();
    assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void invokeAllReturnsDoneFutures() throws Exception {
    ClusterCallable<Integer> good = () -> 1;
    ClusterCallable<Integer> bad =
        () -> {
          throw new IllegalStateException("bad");
        };
    List<Future<Integer>> futures =
        TwoMembers.first().executor().invokeAll(List.of(good, bad, good));
    assertThat(futures)
        .extracting(Future::state)
        .containsExactly(Future.State.SUCCESS, Future.State.FAILED, Future.State.SUCCESS);
  }

  @Test
  void invokeAllCancelsWhatIsLate() throws Exception {
    ClusterCallable<Integer> late = () -> waitForGo();
    List<Future<Integer>> futures =
        TwoMembers.first().executor().invokeAll(List.of(late), 1, TimeUnit.MILLISECONDS);
    assertThat(futures.getFirst().isCancelled()).isTrue();
  }

  @Test
  void invokeAnyReturnsTheFirstValueAndCancelsTheRest() throws Exception {
    ClusterCallable<Integer> bad =
        () -> {
          throw new IllegalStateException("bad");
        };
    ClusterCallable<Integer> slow = () -> waitForGo();
    ClusterCallable<Integer> good = () -> 2;
    assertThat(TwoMembers.first().executor().invokeAny(List.of(bad, slow, good))).isEqualTo(2);
    assertThatThrownBy(() -> TwoMembers.first().executor().invokeAny(List.of(bad, bad)))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() ->
            TwoMembers.first()
                .executor()
                .invokeAny(List.of(slow), Duration.ofMillis(1).toNanos(), TimeUnit.NANOSECONDS))
        .isInstanceOf(TimeoutException.class);
  }
}
