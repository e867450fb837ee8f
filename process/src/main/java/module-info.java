/// Subprocesses on the event loop, and a pool of JVMs to compute in.
///
/// Start at [org.asyncio4j.process].
@org.jspecify.annotations.NullMarked
module org.asyncio4j.process {
  requires transitive org.asyncio4j.net;
  requires static org.jspecify;

  exports org.asyncio4j.process;
}
