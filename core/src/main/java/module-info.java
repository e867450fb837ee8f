/// asyncio for the JVM: one event loop, cheap tasks in plain blocking-style Java, no data races
/// between awaits.
///
/// Start at [org.asyncio4j]. System properties read here:
///
/// * `asyncio.engine`: `auto` (default), `confined` or `baton`; see [org.asyncio4j.Engine].
/// * `asyncio.blocking`: `hold` (default) or `yield`; see [org.asyncio4j.Blocking].
/// * `asyncio.debug`: `true` turns debug mode on, as the environment variable `ASYNCIO_DEBUG=1`
///   does.
/// * `asyncio.watchdog`: after how many milliseconds of one step the watchdog logs where it is
///   (1000), or `off`; see [org.asyncio4j.EventLoop#setWatchdogLimit].
/// * `asyncio.trace`: a file to write a timeline of the process into; see
///   [org.asyncio4j.debug.TraceOption].
///
/// Optional: with the module `jdk.jfr` loops and tasks are seen in flight recordings, and with
/// Micrometer on the path there is [org.asyncio4j.micrometer].
@SuppressWarnings({
  "module", // those of this project that the runtime does more for are not known here
  "requires-automatic" // Micrometer has its module's name in its manifest only
})
@org.jspecify.annotations.NullMarked
module org.asyncio4j.core {
  requires static transitive org.jspecify;
  requires static micrometer.core;
  requires static jdk.jfr;
  requires jdk.unsupported;

  exports org.asyncio4j;
  exports org.asyncio4j.debug;
  exports org.asyncio4j.generator;
  exports org.asyncio4j.internal to
      org.asyncio4j.http,
      org.asyncio4j.process;
  exports org.asyncio4j.micrometer;
  exports org.asyncio4j.queue;
  exports org.asyncio4j.spi;
  exports org.asyncio4j.sync;

  uses org.asyncio4j.debug.InstrumentFactory;
  uses org.asyncio4j.spi.ReactorFactory;

  provides org.asyncio4j.debug.InstrumentFactory with
      org.asyncio4j.debug.TraceOption;
}
