package org.asyncio4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.run;

import java.io.OutputStream;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What a hostile or unlucky peer can do.
@ExtendWith(TwoMembers.Extension.class)
class ClusterSafetyTest {
  private static final AtomicInteger RUNS = new AtomicInteger();
  private static volatile CountDownLatch begun = new CountDownLatch(1);
  private static volatile CountDownLatch go = new CountDownLatch(1);
  private static volatile CountDownLatch ended = new CountDownLatch(1);

  @BeforeEach
  void start() {
    RUNS.set(0);
    begun = new CountDownLatch(1);
    go = new CountDownLatch(1);
    ended = new CountDownLatch(1);
  }

  // --- D2 ---

  @Test
  void d2ATaskThatComesTwiceRunsOnce() throws Throwable {
    Payloads payloads = payloads();
    MemberTasks tasks = new MemberTasks(payloads);
    UUID id = UUID.randomUUID();
    ClusterCallable<Integer> task = () -> RUNS.incrementAndGet();
    byte[] sent = payloads.write(task, "the task");
    ClusterMember member = TwoMembers.other();
    assertThat(Replies.open(tasks.run(id, sent, "here"), payloads, member)).isEqualTo(1);
    byte[] second = tasks.run(id, sent, "here");
    assertThatThrownBy(() -> Replies.open(second, payloads, member))
        .isInstanceOf(CancellationException.class);
    assertThat(RUNS).hasValue(1);
  }

  @Test
  void d2ACancellationThatOvertakesItsTaskKeepsItFromRunning() throws Exception {
    Payloads payloads = payloads();
    MemberTasks tasks = new MemberTasks(payloads);
    UUID id = UUID.randomUUID();
    ClusterCallable<Integer> task = () -> RUNS.incrementAndGet();
    tasks.cancel(id, true);
    byte[] reply = tasks.run(id, payloads.write(task, "the task"), "here");
    assertThatThrownBy(() -> Replies.open(reply, payloads, TwoMembers.other()))
        .isInstanceOf(CancellationException.class);
    assertThat(RUNS).hasValue(0);
  }

  @Test
  void d2AResultAfterTheCancellationIsDropped() throws Exception {
    CompletableFuture<Integer> future =
        TwoMembers.first().executor().onMember(TwoMembers.other()).submit(() -> waitForGo());
    AtomicInteger completions = new AtomicInteger();
    var _ = future.whenComplete((_, _) -> completions.incrementAndGet());
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    future.cancel(false);
    go.countDown();
    assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    // A later task's result comes over the same connection.
    TwoMembers.first().executor().onMember(TwoMembers.other()).submit(() -> 1).get();
    assertThat(future).isCancelled();
    assertThat(completions).hasValue(1);
  }

  private static int waitForGo() throws InterruptedException {
    begun.countDown();
    go.await();
    RUNS.incrementAndGet();
    ended.countDown();
    return 1;
  }

  private static Payloads payloads() {
    ClusterOptions options = TwoMembers.options();
    return new Payloads(
        new AllowedTypes(
            options.allowedPackages(), options.allowedClasses(), options.maxMessageSize()),
        options.maxMessageSize(),
        ClusterSafetyTest.class.getClassLoader());
  }

  // --- D4 ---

  @Test
  void d4WhenTheSubmitterLeavesItsTasksGoOnAndTheirResultsAreDropped() throws Exception {
    Cluster client = run(() -> Cluster.connect(TwoMembers.options()));
    ClusterExecutor executor = client.executor().onMember(TwoMembers.other());
    CompletableFuture<Integer> future = executor.submit(() -> waitForGo());
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    client.abort();
    assertThatThrownBy(future::get)
        .cause()
        .isInstanceOfSatisfying(
            MemberLostException.class, e -> assertThat(e.mayHaveRun()).isTrue());
    assertThatThrownBy(() -> executor.submit(() -> 1))
        .isInstanceOf(RejectedExecutionException.class);
    go.countDown();
    assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(RUNS).hasValue(1);
  }

  // --- D5 ---

  @Test
  void d5APoisonTaskFailsEachTimeWithItsOwnErrorAndNothingRetries() {
    for (int i = 1; i <= 5; i++) {
      assertThatThrownBy(() -> TwoMembers.first().executor().submit(() -> poison()).get())
          .cause()
          .isInstanceOf(StackOverflowError.class);
      assertThat(RUNS).hasValue(i);
    }
  }

  private static int poison() {
    RUNS.incrementAndGet();
    throw new StackOverflowError("poison");
  }

  // --- D6 ---

  @Test
  void d6GarbageOnTheMembersPortEndsThatConnectionOnly() throws Exception {
    byte[] noise = new byte[4_096];
    new Random(42).nextBytes(noise);
    byte[] unknown = "HZX and more".getBytes(StandardCharsets.US_ASCII);
    byte[] truncated = "HZC".getBytes(StandardCharsets.US_ASCII);
    for (byte[] bytes : new byte[][] {noise, unknown, truncated, clientFrameOf2GiB()}) {
      try (Socket socket =
          new Socket(InetAddress.ofLiteral("127.0.0.1"), TwoMembers.other().port())) {
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        out.flush();
        socket.shutdownOutput();
        socket.setSoTimeout(30_000);
        assertThat(ends(socket)).isTrue();
      }
    }
    assertThat(TwoMembers.first().executor().onMember(TwoMembers.other()).submit(() -> 1).get())
        .isEqualTo(1);
  }

  /// The client protocol's name, then a frame that claims to be 2 GiB long.
  private static byte[] clientFrameOf2GiB() {
    byte[] bytes = new byte[3 + 6];
    bytes[0] = 'C';
    bytes[1] = 'P';
    bytes[2] = '2';
    bytes[3] = (byte) 0xff;
    bytes[4] = (byte) 0xff;
    bytes[5] = (byte) 0xff;
    bytes[6] = 0x7f;
    return bytes;
  }

  /// Reads what the member answers, up to its end.
  private static boolean ends(Socket socket) throws java.io.IOException {
    try {
      socket.getInputStream().readAllBytes();
    } catch (java.net.SocketException e) {
      // was reset, which is an end too
    }
    return true;
  }

  // --- D7 ---

  @Test
  void d7ATaskWithATypeThatIsNotAllowedIsRefusedAndNamed() {
    Hostile hostile = new Hostile();
    Hostile.READ.set(0);
    assertThatThrownBy(() -> TwoMembers.first().executor().submit(() -> hostile.number()).get())
        .cause()
        .isInstanceOf(ClusterSerializationException.class)
        .hasMessageContaining("does not allow " + Hostile.class.getName())
        .hasMessageContaining("withAllowedClasses");
    assertThat(Hostile.READ).hasValue(0);
  }

  @Test
  void d7ALambdaOfAClassThatIsNotAllowedIsRefused() {
    ClusterCallable<Integer> task = Hostile.lambda();
    assertThatThrownBy(() -> TwoMembers.client().executor().submit(task).get())
        .cause()
        .isInstanceOf(ClusterSerializationException.class)
        .hasMessageContaining("does not allow " + Hostile.class.getName());
  }

  @Test
  void d7AResultOfATypeThatIsNotAllowedIsRefusedHere() {
    Hostile.READ.set(0);
    assertThatThrownBy(() -> TwoMembers.first().executor().submit(() -> new Hostile()).get())
        .cause()
        .isInstanceOf(ClusterSerializationException.class)
        .hasMessageContaining("this side does not allow " + Hostile.class.getName());
    assertThat(Hostile.READ).hasValue(0);
  }

  @Test
  void d7WhatIsNoValueOfTheJdkIsNotAllowed() {
    AllowedTypes allowed = new AllowedTypes(java.util.Set.of("jobs."), java.util.Set.of(), 100);
    assertThat(
            java.util.stream.Stream.of(
                    String.class,
                    int[][].class,
                    java.util.HashMap.class,
                    java.time.Instant.class,
                    java.io.IOException.class,
                    java.nio.file.StandardOpenOption.class,
                    ClusterMember.class)
                .filter(type -> !allowed.allows(type)))
        .isEmpty();
    assertThat(
            java.util.stream.Stream.of(
                    java.net.URL.class,
                    java.lang.reflect.Proxy.class,
                    java.lang.invoke.MethodHandle.class,
                    java.lang.reflect.Method.class,
                    java.net.URLClassLoader.class,
                    Hostile[].class,
                    ClusterSafetyTest.class)
                .filter(allowed::allows))
        .isEmpty();
  }

  @Test
  void d7AProxyIsRefused() {
    Object proxy =
        java.lang.reflect.Proxy.newProxyInstance(
            ClusterSafetyTest.class.getClassLoader(),
            new Class<?>[] {ClusterCallable.class},
            new Handler());
    Payloads payloads = payloads();
    byte[] bytes = payloads.write(proxy, "the task");
    assertThatThrownBy(() -> payloads.read(bytes, "the task", "here"))
        .isInstanceOf(ClusterSerializationException.class)
        .hasMessageContaining("a proxy of " + ClusterCallable.class.getName());
  }

  record Handler() implements java.lang.reflect.InvocationHandler, Serializable {
    @Override
    public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] arguments) {
      return RUNS.incrementAndGet();
    }
  }

  @Test
  void whatIsNotATaskIsRefused() {
    Payloads payloads = payloads();
    assertThatThrownBy(() -> payloads.readTask(payloads.write("text", "the task"), "here"))
        .isInstanceOf(ClusterSerializationException.class)
        .hasMessageContaining("no task: text");
  }
}
