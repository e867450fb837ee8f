/// An executor and queues over several JVMs, on Hazelcast.
///
/// Start at [org.asyncio4j.cluster].
@SuppressWarnings("requires-automatic") // Hazelcast has its module's name in its manifest only
@org.jspecify.annotations.NullMarked
module org.asyncio4j.cluster {
  requires com.hazelcast.core;
  requires java.logging; // the levels of Hazelcast's own log
  requires transitive org.asyncio4j.core;
  requires static org.jspecify;

  exports org.asyncio4j.cluster;
}
