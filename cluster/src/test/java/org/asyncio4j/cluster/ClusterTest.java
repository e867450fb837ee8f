package org.asyncio4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.run;

import com.hazelcast.core.Hazelcast;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TwoMembers.Extension.class)
class ClusterTest {
  private static ClusterOptions alone() throws IOException {
    return ClusterOptions.DEFAULT
        .withName("alone")
        .withListen("127.0.0.1", FreePorts.find(1).getFirst());
  }

  @Test
  void aMemberListensOnTheGivenInterfaceOnly() throws Exception {
    int port = TwoMembers.other().port();
    try (ServerSocket other = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.2"))) {
      assertThat(other.isBound()).isTrue();
    }
  }

  @Test
  void joiningLetsTheLoopGoOnAndClosingLeaves() {
    run(() -> {
      int[] turns = {0};
      Task<?> heart =
          createTask(() -> {
            while (true) {
              Asyncio.sleep(Duration.ofMillis(1));
              turns[0]++;
            }
          });
      Cluster cluster = Cluster.join(alone());
      assertThat(turns[0]).isGreaterThan(10);
      ClusterExecutor executor = cluster.executor();
      assertThat(cluster.members()).containsExactly(cluster.localMember());
      cluster.close();
      cluster.close();
      heart.cancel();
      assertThat(cluster.members()).isEmpty();
      assertThatThrownBy(() -> executor.onMember(TwoMembers.other()).submit(() -> 1))
          .isInstanceOf(RejectedExecutionException.class);
    });
  }

  @Test
  void aPortThatIsTakenIsAnErrorThatNamesTheCluster() {
    run(() -> {
      ClusterOptions taken = alone().withListen("127.0.0.1", TwoMembers.other().port());
      assertThatThrownBy(() -> Asyncio.await(() -> Cluster.join(taken), IOException.class))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot join cluster 'alone'")
          .hasMessageContaining(String.valueOf(TwoMembers.other().port()));
    });
  }

  @Test
  void aClientWithoutAMemberToFindSaysSo() {
    run(() -> {
      int nobody = FreePorts.find(1).getFirst();
      ClusterOptions options =
          ClusterOptions.DEFAULT
              .withMembers(List.of("127.0.0.1:" + nobody))
              .withTimeLimit(Duration.ofSeconds(1));
      assertThatThrownBy(() -> Cluster.connect(options))
          .isInstanceOfAny(IOException.class, TimeoutException.class)
          .hasMessageContaining("cannot connect cluster 'asyncio4j'");
    });
  }

  @Test
  void aClientOfAnotherNameIsRefused() {
    run(() -> {
      ClusterOptions options =
          TwoMembers.options().withName("other").withTimeLimit(Duration.ofSeconds(1));
      assertThatThrownBy(() -> Cluster.connect(options))
          .isInstanceOfAny(IOException.class, TimeoutException.class)
          .hasMessageContaining("cannot connect cluster 'other'");
    });
  }

  @Test
  void cancellingAJoinLeavesNoMemberBehind() throws Exception {
    ClusterOptions options = alone();
    run(() -> {
      Task<Cluster> joining = createTask(() -> Cluster.join(options));
      Asyncio.checkpoint();
      joining.cancel();
      assertThatThrownBy(joining::await).isInstanceOf(CancelledError.class);
    });
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("asyncio-cluster-join")) {
        thread.join();
      }
    }
    assertThat(Hazelcast.getAllHazelcastInstances())
        .extracting(instance -> instance.getConfig().getClusterName())
        .doesNotContain("alone");
  }

  @Test
  void aClientThatHasLostItsClusterSaysThatItsTasksHaveNotRun() {
    run(() -> {
      ClusterOptions options = alone();
      options = options.withMembers(List.of("127.0.0.1:" + options.port()));
      Cluster member = Cluster.join(options);
      try (Cluster client = Cluster.connect(options)) {
        ClusterQueue<Integer> queue = client.queue("lost", 1);
        member.abort();
        assertThatThrownBy(queue::get).isInstanceOf(MemberLostException.class);
        ClusterCallable<Integer> task = () -> 1;
        assertThatThrownBy(
                () -> Asyncio.getRunningLoop().runInExecutor(client.executor(), task).await())
            .isInstanceOfSatisfying(
                MemberLostException.class, e -> assertThat(e.mayHaveRun()).isFalse());
      }
    });
  }

  @Test
  void optionsAreChecked() {
    ClusterOptions options = ClusterOptions.DEFAULT;
    assertThatThrownBy(() -> options.withName(" ")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> options.withListen("127.0.0.1", 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> options.withMembers(List.of("localhost")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("host:port");
    assertThatThrownBy(() -> options.withExecutor(0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> options.withMaxMessageSize(1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> options.withAllowedPackages("com.example.*"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> options.withHeartbeatTimeout(Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> options.withTimeLimit(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> run(() -> Cluster.connect(options)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
