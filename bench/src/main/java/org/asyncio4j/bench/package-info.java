/// What asyncio4j costs, beside what else one could use, measured side by side in one run.
///
/// [Micro] is behind `bench/run micro`. Each figure is a class ([TaskSwitch], [CreateAndAwait],
/// [AwaitDone], [StartAndCancel], [SetAndCancelTimers], [SleepingTasks]) that does the same work
/// once per [Lane]; every lane runs in a JVM of its own. A [Report] prints a line a comparison and
/// remembers whether one was [short][Report#anyShort] of its [Target].
@NullMarked
package org.asyncio4j.bench;

import org.jspecify.annotations.NullMarked;
