package org.asyncio4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Task;
import org.junit.jupiter.api.Test;

class PackageExamples {
  @Test
  void cluster() throws Exception {
    int port = FreePorts.find(1).getFirst();
    assertThat(wordsOf(List.of("to be", "or not", "to be"), port)).isEqualTo(6);
  }

  // @start region="cluster"
  static int wordsOf(List<String> texts, int port) {
    ClusterOptions options =
        ClusterOptions.DEFAULT
            .withListen("127.0.0.1", port)
            .withMembers(List.of("127.0.0.1:" + port)) // and the others
            .withAllowedClasses(PackageExamples.class); // where the lambdas are written

    return run(() -> {
      try (Cluster cluster = Cluster.join(options)) {
        List<Task<Integer>> tasks = new ArrayList<>();
        for (String text : texts) {
          ClusterCallable<Integer> count = () -> text.split(" ", -1).length;
          tasks.add(createTask(() -> countSomewhere(cluster, count)));
        }
        return gather(tasks).stream().mapToInt(Integer::intValue).sum();
      }
    });
  }

  static int countSomewhere(Cluster cluster, ClusterCallable<Integer> count) {
    while (true) {
      try {
        return getRunningLoop().runInExecutor(cluster.executor(), count).await();
      } catch (MemberLostException e) {
        // Counting twice does no harm, since only one result is used: another member does it.
      }
    }
  }
  // @end
}
