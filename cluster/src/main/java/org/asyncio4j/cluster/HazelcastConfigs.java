package org.asyncio4j.cluster;

import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.ClientConnectionStrategyConfig.ReconnectMode;
import com.hazelcast.config.Config;
import com.hazelcast.config.ExecutorConfig;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.SerializationConfig;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Turns options into Hazelcast's configuration: only what was asked for is on.
final class HazelcastConfigs {
  /// What Hazelcast itself sends as Java objects: its own exceptions, mostly.
  private static final String[] JAVA_PACKAGES = {
    "java.io", "java.lang", "java.net", "java.util", "java.util.concurrent"
  };

  private HazelcastConfigs() {}

  static Config member(ClusterOptions options, MemberTasks tasks) {
    Config config = new Config();
    config.setClusterName(options.name());
    config.setUserContext(new ConcurrentHashMap<>(tasks.asUserContext()));
    config.setSerializationConfig(serialization());
    config.getJetConfig().setEnabled(false);
    config.getMetricsConfig().setEnabled(false);
    long heartbeat = options.heartbeatTimeout().toSeconds();
    config
        .setProperty("hazelcast.logging.details.enabled", "false")
        .setProperty("hazelcast.phone.home.enabled", "false")
        .setProperty("hazelcast.jmx", "false")
        .setProperty("hazelcast.shutdownhook.enabled", "false")
        .setProperty("hazelcast.socket.bind.any", "false") // only the given interface
        .setProperty("hazelcast.wait.seconds.before.join", "0") // the list says who there is
        .setProperty("hazelcast.max.wait.seconds.before.join", "0")
        .setProperty("hazelcast.max.join.seconds", seconds(options.timeLimit().toSeconds()))
        .setProperty(
            "hazelcast.graceful.shutdown.max.wait", seconds(options.timeLimit().toSeconds()))
        .setProperty("hazelcast.heartbeat.interval.seconds", seconds(heartbeat / 5))
        .setProperty("hazelcast.max.no.heartbeat.seconds", seconds(heartbeat))
        // After a partition, the halves find each other again in about this time.
        .setProperty("hazelcast.merge.first.run.delay.seconds", seconds(heartbeat))
        .setProperty("hazelcast.merge.next.run.delay.seconds", seconds(heartbeat));
    options.attributes().forEach(config.getMemberAttributeConfig()::setAttribute);
    config.addExecutorConfig(
        new ExecutorConfig(Submitter.TASKS, options.executorThreads())
            .setQueueCapacity(options.executorQueue()));
    config.addExecutorConfig(new ExecutorConfig(Submitter.CONTROL, 1));
    listen(config.getNetworkConfig(), options);
    return config;
  }

  private static void listen(NetworkConfig network, ClusterOptions options) {
    network.setPort(options.port()).setPortAutoIncrement(false).setReuseAddress(true);
    network.getInterfaces().setEnabled(true).addInterface(options.host());
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).setMembers(options.members());
  }

  static ClientConfig client(ClusterOptions options) {
    ClientConfig config = new ClientConfig();
    config.setClusterName(options.name());
    config.setSerializationConfig(serialization());
    config.getMetricsConfig().setEnabled(false);
    long heartbeat = options.heartbeatTimeout().toMillis();
    config
        .setProperty("hazelcast.logging.details.enabled", "false")
        .setProperty("hazelcast.client.shuffle.member.list", "true")
        .setProperty("hazelcast.client.heartbeat.interval", String.valueOf(heartbeat / 5))
        .setProperty("hazelcast.client.heartbeat.timeout", String.valueOf(heartbeat))
        .setProperty("hazelcast.client.invocation.timeout.seconds", seconds(heartbeat / 1_000));
    config.getNetworkConfig().setAddresses(options.members()).setRedoOperation(false);
    // A client that has lost its cluster says so, and holds nobody up while it looks for it.
    config.getConnectionStrategyConfig().setReconnectMode(ReconnectMode.ASYNC);
    config
        .getConnectionStrategyConfig()
        .getConnectionRetryConfig()
        .setClusterConnectTimeoutMillis(options.timeLimit().toMillis());
    return config;
  }

  private static SerializationConfig serialization() {
    JavaSerializationFilterConfig filter = new JavaSerializationFilterConfig();
    filter.setDefaultsDisabled(true);
    filter.getWhitelist().addPrefixes("com.hazelcast.", "[").addPackages(JAVA_PACKAGES);
    return new SerializationConfig()
        .setJavaSerializationFilterConfig(filter)
        .setDataSerializableFactories(Map.of(Messages.FACTORY, new Messages()));
  }

  private static String seconds(long seconds) {
    return String.valueOf(Math.max(1, seconds));
  }
}
