package org.asyncio4j.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/// How a JVM takes part in a cluster. Immutable. All members and clients of a cluster should have
/// the same name, member list, allowed types and message size.
public final class ClusterOptions {
  /// What holds where nothing else is said: a member that listens on 127.0.0.1:5701 and is alone.
  public static final ClusterOptions DEFAULT = new ClusterOptions();

  private String name = "asyncio4j";
  private String host = "127.0.0.1";
  private int port = 5701;
  private List<String> members = List.of();
  private Map<String, String> attributes = Map.of();
  private int executorThreads = Runtime.getRuntime().availableProcessors();
  private int executorQueue = 10_000;
  private int maxMessageSize = 16 * 1024 * 1024;
  private Set<String> allowedPackages = Set.of();
  private Set<String> allowedClasses = Set.of();
  private Duration heartbeatTimeout = Duration.ofSeconds(30);
  private Duration timeLimit = Duration.ofSeconds(60);

  private ClusterOptions() {}

  private ClusterOptions with(Consumer<ClusterOptions> change) {
    ClusterOptions made = new ClusterOptions();
    made.name = name;
    made.host = host;
    made.port = port;
    made.members = members;
    made.attributes = attributes;
    made.executorThreads = executorThreads;
    made.executorQueue = executorQueue;
    made.maxMessageSize = maxMessageSize;
    made.allowedPackages = allowedPackages;
    made.allowedClasses = allowedClasses;
    made.heartbeatTimeout = heartbeatTimeout;
    made.timeLimit = timeLimit;
    change.accept(made);
    return made;
  }

  /// {@return the cluster's name}
  public String name() {
    return name;
  }

  /// {@return these options with another name of the cluster}
  ///
  /// @param name keeps clusters apart; `asyncio4j` at first. It is no password
  public ClusterOptions withName(String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a cluster's name cannot be blank: give it one");
    }
    return with(made -> made.name = name);
  }

  /// {@return the address of the interface where this member listens}
  public String host() {
    return host;
  }

  /// {@return the port where this member listens}
  public int port() {
    return port;
  }

  /// {@return these options with another place to listen} A client listens nowhere.
  ///
  /// @param host the address of one of this machine's interfaces, which others reach it by;
  ///   `127.0.0.1` at first
  /// @param port 1 to 65535; 5701 at first. No other is tried when it is taken
  public ClusterOptions withListen(String host, int port) {
    Objects.requireNonNull(host, "host");
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("a member cannot listen on port " + port);
    }
    return with(made -> {
      made.host = host;
      made.port = port;
    });
  }

  /// {@return where members may be found; where it is empty, a member is alone until others come}
  public List<String> members() {
    return members;
  }

  /// {@return these options with another list of members}
  ///
  /// @param members `host:port` each, which is where the members listen, this one among them or
  ///   not. Nothing else is asked: no multicast, no cloud. Not all of them have to be there
  public ClusterOptions withMembers(List<String> members) {
    List<String> copy = List.copyOf(members);
    copy.forEach(ClusterOptions::checkAddress);
    return with(made -> made.members = copy);
  }

  private static void checkAddress(String address) {
    int colon = address.lastIndexOf(':');
    if (colon < 1 || !address.substring(colon + 1).matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException(
          "'" + address + "' is no address of a member: write host:port");
    }
  }

  /// {@return what others learn of this member}
  public Map<String, String> attributes() {
    return attributes;
  }

  /// {@return these options with one more attribute, which others see at this member}
  ///
  /// @param name the attribute's name
  /// @param value its value
  public ClusterOptions withAttribute(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(attributes);
    more.put(name, value);
    return with(made -> made.attributes = Map.copyOf(more));
  }

  /// {@return how many tasks run at once on this member}
  public int executorThreads() {
    return executorThreads;
  }

  /// {@return how many tasks wait on this member for a thread}
  public int executorQueue() {
    return executorQueue;
  }

  /// {@return these options with other bounds for the tasks on this member}
  ///
  /// @param threads how many run at once; one for each core at first
  /// @param queue how many more wait; 10,000 at first. What comes then is rejected
  public ClusterOptions withExecutor(int threads, int queue) {
    if (threads < 1 || queue < 1) {
      throw new IllegalArgumentException(
          "a member cannot have " + threads + " threads and room for " + queue + " tasks");
    }
    return with(made -> {
      made.executorThreads = threads;
      made.executorQueue = queue;
    });
  }

  /// {@return how many bytes a task, a result or an item has at most}
  public int maxMessageSize() {
    return maxMessageSize;
  }

  /// {@return these options with another limit for tasks, results and items}
  ///
  /// @param bytes how large each may be when it is written; 16 MiB at first
  public ClusterOptions withMaxMessageSize(int bytes) {
    if (bytes < 1_024) {
      throw new IllegalArgumentException(
          "messages of at most " + bytes + " bytes hold no task: give 1024 or more");
    }
    return with(made -> made.maxMessageSize = bytes);
  }

  /// Each ends with a dot.
  Set<String> allowedPackages() {
    return allowedPackages;
  }

  /// {@return these options, which allow what is in some packages as well}
  ///
  /// What comes from another JVM is refused unless it is a value, a collection or an exception of
  /// the JDK, or of a class that is named here or by [#withAllowedClasses]. The class that a lambda
  /// is written in has to be allowed.
  ///
  /// @param packages names of packages; those below them count too
  public ClusterOptions withAllowedPackages(String... packages) {
    Set<String> more = new LinkedHashSet<>(allowedPackages);
    for (String each : packages) {
      if (each.isBlank() || each.endsWith(".") || each.endsWith("*")) {
        throw new IllegalArgumentException(
            "'"
                + each
                + "' is no name of a package: write it as in 'import com.example.*', without '.*'");
      }
      more.add(AllowedTypes.within(each));
    }
    return with(made -> made.allowedPackages = Set.copyOf(more));
  }

  Set<String> allowedClasses() {
    return allowedClasses;
  }

  /// {@return these options, which allow some classes as well, and what is written inside them}
  ///
  /// @param classes whose objects and lambdas may come from another JVM; see [#withAllowedPackages]
  public ClusterOptions withAllowedClasses(Class<?>... classes) {
    List<String> names = new ArrayList<>(allowedClasses);
    for (Class<?> each : classes) {
      names.add(each.getName());
    }
    return with(made -> made.allowedClasses = Set.copyOf(names));
  }

  /// {@return after what silence a member is lost}
  public Duration heartbeatTimeout() {
    return heartbeatTimeout;
  }

  /// {@return these options with another time after which a silent member is lost}
  ///
  /// A JVM that ends is noticed at once, because its connections end. This is for machines that are
  /// cut off and JVMs that stand still; a pause of the garbage collector should be shorter.
  ///
  /// @param timeout 2 seconds or more, in whole seconds; 30 seconds at first
  public ClusterOptions withHeartbeatTimeout(Duration timeout) {
    if (timeout.compareTo(Duration.ofSeconds(2)) < 0) {
      throw new IllegalArgumentException(
          "a heartbeat timeout of " + timeout + " is too short: give 2 seconds or more");
    }
    return with(made -> made.heartbeatTimeout = timeout);
  }

  /// {@return how long joining, connecting and leaving may take}
  public Duration timeLimit() {
    return timeLimit;
  }

  /// {@return these options with another limit for joining, connecting and leaving}
  ///
  /// @param limit 1 second or more; 60 seconds at first
  public ClusterOptions withTimeLimit(Duration limit) {
    if (limit.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(
          "nobody joins a cluster within " + limit + ": give 1 second or more");
    }
    return with(made -> made.timeLimit = limit);
  }
}
