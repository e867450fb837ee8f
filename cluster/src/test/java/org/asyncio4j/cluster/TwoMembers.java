package org.asyncio4j.cluster;

import java.util.List;
import java.util.Objects;
import org.asyncio4j.Asyncio;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/// Two members and a client in this JVM, for all the tests of one run.
final class TwoMembers implements AutoCloseable {
  private static @Nullable TwoMembers shared;

  private final ClusterOptions options;
  private final Cluster first;
  private final Cluster second;
  private final Cluster client;

  private TwoMembers() throws Exception {
    List<Integer> ports = FreePorts.find(2);
    options =
        ClusterOptions.DEFAULT
            .withName("two-members")
            .withMembers(FreePorts.addresses(ports))
            .withExecutor(2, 2)
            .withMaxMessageSize(100_000)
            .withAllowedClasses(
                ClusterExecutorTest.class, ClusterSafetyTest.class, ClusterQueueTest.class);
    first = Asyncio.run(() -> Cluster.join(at(ports.get(0)).withAttribute("zone", "a")));
    second = Asyncio.run(() -> Cluster.join(at(ports.get(1)).withAttribute("zone", "b")));
    client = Asyncio.run(() -> Cluster.connect(options));
    Asyncio.run(() -> {
      first.awaitMembers(2);
      client.awaitMembers(2);
    });
  }

  private ClusterOptions at(int port) {
    return options.withListen("127.0.0.1", port);
  }

  private static TwoMembers shared() {
    return Objects.requireNonNull(shared);
  }

  static Cluster first() {
    return shared().first;
  }

  static Cluster second() {
    return shared().second;
  }

  static Cluster client() {
    return shared().client;
  }

  /// For one more client.
  static ClusterOptions options() {
    return shared().options;
  }

  /// The member that is not this one.
  static ClusterMember other() {
    return Objects.requireNonNull(second().localMember());
  }

  /// Starts them before the first test that needs them; JUnit closes them after the last test.
  static final class Extension implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
      var _ =
          context
              .getRoot()
              .getStore(Namespace.GLOBAL)
              .computeIfAbsent(TwoMembers.class, _ -> start());
    }

    private static TwoMembers start() {
      try {
        TwoMembers started = new TwoMembers();
        shared = started;
        return started;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() {
    Asyncio.run(client::close);
    Asyncio.run(second::close);
    Asyncio.run(first::close);
  }
}
