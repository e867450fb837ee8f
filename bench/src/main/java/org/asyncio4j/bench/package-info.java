/// What asyncio4j costs, beside what else one could use, measured side by side in one run.
///
/// [Micro] is behind `bench/run micro`, [Sync] behind `bench/run sync`, [Processes] behind
/// `bench/run process`, [Agreement] behind `bench/run oracle`. Each is a [FigureRun] of some
/// figures. [Echo] and [Http] are a [LoadRun] of servers and clients in processes of their own,
/// which [Servers] starts, warms up and measures. A timed figure is a class (such as [TaskSwitch],
/// [QueueTransfer], [SleepingTasks]) that does the same work once per [Lane]; every lane runs in a
/// process of its own, CPython's as a [Script]. A [Report] prints a line a comparison and remembers
/// whether one was [short][Report#anyShort] of its [Target].
@NullMarked
package org.asyncio4j.bench;

import org.jspecify.annotations.NullMarked;
