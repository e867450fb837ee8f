package org.asyncio4j.cluster;

import com.hazelcast.cluster.Member;
import java.io.Serializable;
import java.util.Map;
import java.util.UUID;

/// A JVM of the cluster that holds data and runs tasks. Two are equal when they are the same start
/// of the same JVM: one that was restarted is another member.
///
/// @param id its own, made when it joined
/// @param host where it listens
/// @param port where it listens
/// @param attributes what its options said
public record ClusterMember(UUID id, String host, int port, Map<String, String> attributes)
    implements Serializable {
  /// Copies the attributes.
  ///
  /// @param id its own
  /// @param host where it listens
  /// @param port where it listens
  /// @param attributes what its options said
  public ClusterMember {
    attributes = Map.copyOf(attributes);
  }

  static ClusterMember of(Member member) {
    return new ClusterMember(
        member.getUuid(),
        member.getAddress().getHost(),
        member.getAddress().getPort(),
        member.getAttributes());
  }

  /// {@return `host:port`}
  public String address() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClusterMember that && id.equals(that.id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return "member " + address();
  }
}
