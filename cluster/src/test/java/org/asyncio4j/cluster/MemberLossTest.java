package org.asyncio4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Three members in JVMs of their own, each for one test to lose; this JVM has a fourth, and a
/// client.
class MemberLossTest {
  static final Duration HEARTBEAT = Duration.ofSeconds(3);

  private static final List<MemberProcess> PROCESSES = new ArrayList<>();
  private static Iterator<MemberProcess> next;
  private static Cluster member;
  private static Cluster client;

  private Witness witness;

  @BeforeAll
  static void startAll() throws Exception {
    List<Integer> ports = FreePorts.find(4);
    List<String> members = FreePorts.addresses(ports);
    ClusterOptions options = MemberProcess.options(members);
    member = run(() -> Cluster.join(options.withListen("127.0.0.1", ports.getFirst())));
    for (int port : ports.subList(1, 4)) {
      PROCESSES.add(MemberProcess.start(members, port));
    }
    for (MemberProcess process : PROCESSES) {
      process.awaitReady();
    }
    next = PROCESSES.iterator();
    client = run(() -> Cluster.connect(options.withMembers(members.subList(0, 1))));
    run(() -> {
      member.awaitMembers(4);
      client.awaitMembers(4);
    });
  }

  @AfterAll
  static void endAll() throws Exception {
    for (MemberProcess process : PROCESSES) {
      process.close();
    }
    if (client != null) {
      run(client::close);
    }
    if (member != null) {
      run(member::close);
    }
  }

  @BeforeEach
  void startWitness() throws Exception {
    witness = new Witness();
  }

  @AfterEach
  void endWitness() throws Exception {
    witness.close();
  }

  private static ClusterMember of(MemberProcess process) {
    return member.members().stream()
        .filter(each -> each.port() == process.port)
        .findFirst()
        .orElseThrow();
  }

  private static void assertLost(ThrowingCallable get, ClusterMember lost) {
    assertThatThrownBy(get)
        .cause()
        .isInstanceOfSatisfying(
            MemberLostException.class,
            e -> {
              assertThat(e.mayHaveRun()).isTrue();
              assertThat(e.member()).isEqualTo(lost);
            });
  }

  private static int tellAndWait(int witness) throws Exception {
    Witness.tell(witness, "begun");
    new CountDownLatch(1).await();
    return 1;
  }

  @Test
  void aMemberThatIsKilledFailsItsTasksAndNobodyRunsThemAgain() throws Exception {
    MemberProcess process = next.next();
    ClusterMember victim = of(process);
    int port = witness.port();
    CompletableFuture<Integer> ofMember =
        member.executor().onMember(victim).submit(() -> tellAndWait(port));
    CompletableFuture<Integer> ofClient =
        client.executor().onMember(victim).submit(() -> tellAndWait(port));
    assertThat(List.of(witness.next(), witness.next())).containsExactly("begun", "begun");
    process.kill();
    assertLost(() -> ofMember.get(30, TimeUnit.SECONDS), victim);
    assertLost(() -> ofClient.get(30, TimeUnit.SECONDS), victim);
    // What comes now has not run, and says so.
    for (Cluster side : List.of(member, client)) {
      assertThatThrownBy(() -> side.executor().onMember(victim).submit(() -> 1).get())
          .cause()
          .isInstanceOfSatisfying(
              MemberLostException.class, e -> assertThat(e.mayHaveRun()).isFalse());
    }
    everybodyHasAnswered();
    assertThat(witness.hasMore()).isFalse();
  }

  /// The others have handled what had come before.
  private static void everybodyHasAnswered() {
    member.executor().onAllMembers(() -> 1).values().forEach(CompletableFuture::join);
  }

  @Test
  void d1AMemberThatDiesAfterTheWorkAndBeforeTheAnswerMayHaveRunIt() throws Exception {
    ClusterMember victim = of(next.next());
    int port = witness.port();
    CompletableFuture<Integer> future =
        member.executor().onMember(victim).submit(() -> workAndDie(port));
    assertThat(witness.next()).isEqualTo("worked");
    assertLost(() -> future.get(30, TimeUnit.SECONDS), victim);
    everybodyHasAnswered();
    assertThat(witness.hasMore()).isFalse();
  }

  private static int workAndDie(int witness) throws Exception {
    Witness.tell(witness, "worked");
    Runtime.getRuntime().halt(1);
    return 1;
  }

  @Test
  void d3AMemberThatIsCutOffAndComesBackCompletesNothingTwice() throws Exception {
    MemberProcess process = next.next();
    ClusterMember victim = of(process);
    int port = witness.port();
    CompletableFuture<Integer> ofMember =
        member.executor().onMember(victim).submit(() -> tellBeginAndEnd(port));
    CompletableFuture<Integer> ofClient =
        client.executor().onMember(victim).submit(() -> tellBeginAndEnd(port));
    AtomicInteger completions = new AtomicInteger();
    for (CompletableFuture<Integer> future : List.of(ofMember, ofClient)) {
      var _ = future.whenComplete((_, _) -> completions.incrementAndGet());
    }
    assertThat(List.of(witness.next(), witness.next())).containsExactly("begun", "begun");
    process.signal("STOP");
    assertLost(() -> ofMember.get(60, TimeUnit.SECONDS), victim);
    assertLost(() -> ofClient.get(60, TimeUnit.SECONDS), victim);
    process.signal("CONT");
    // It did run, and its results come too late for anybody.
    assertThat(List.of(witness.next(), witness.next())).containsExactly("ended", "ended");
    everybodyHasAnswered();
    assertLost(ofMember::get, victim);
    assertLost(ofClient::get, victim);
    assertThat(completions).hasValue(2);
  }

  /// Longer than it takes to stop the JVM, so that the end comes when it goes on.
  private static int tellBeginAndEnd(int witness) throws Exception {
    Witness.tell(witness, "begun");
    Thread.sleep(2_000);
    Witness.tell(witness, "ended");
    return 1;
  }
}
