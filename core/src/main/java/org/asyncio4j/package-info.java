/// asyncio for the JVM: an event loop whose tasks are written as plain, blocking-style Java.
///
/// [run][org.asyncio4j.Asyncio#run(org.asyncio4j.Awaitable)] starts a loop with a main
/// [task][org.asyncio4j.Task];
/// [createTask][org.asyncio4j.Asyncio#createTask(org.asyncio4j.Awaitable)] starts more. Tasks take
/// turns on one thread and give way only where they await, so what stands between two awaits needs
/// no lock.
///
/// {@snippet file="org/asyncio4j/PackageExamples.java" region="first"}
///
/// ## What can be awaited
///
/// An [Awaitable][org.asyncio4j.Awaitable] is any lambda. Three kinds of object are awaitables too:
///
/// | | runs | can be awaited |
/// |---|---|---|
/// | [Coroutine][org.asyncio4j.Coroutine] | when awaited, inside the task that awaits | once |
/// | [Future][org.asyncio4j.Future] | nothing: somebody sets it | by anyone, often |
/// | [Task][org.asyncio4j.Task] | from the loop's next iteration on, by itself | by anyone, often |
///
/// Library operations suspend in place: `sleep(...)` is not wrapped in an `await(...)`. A method
/// that may suspend says "Suspends" first thing in its description. Where a checked exception
/// crosses an await it is wrapped in a `CompletionException`, as `CompletableFuture.join` does.
///
/// ## What ends a task early
///
/// [Task.cancel][org.asyncio4j.Task#cancel(String)] throws a
/// [CancelledError][org.asyncio4j.CancelledError] into the body, where it waits. It is an `Error`,
/// so that `catch (Exception e)` cannot swallow it.
///
/// ## The loop underneath
///
/// [EventLoop][org.asyncio4j.EventLoop] has callbacks, timers, futures, executors and signals,
/// under asyncio's names. A [Runner][org.asyncio4j.Runner] runs several programs on one loop.
/// [LoopOptions][org.asyncio4j.LoopOptions] choose the [engine][org.asyncio4j.Engine] and what a
/// foreign [blocking][org.asyncio4j.Blocking] call means.
///
/// ## Rules
///
/// * Thread rule: objects of a running loop are touched by its tasks and callbacks only. Any other
///   thread is told so by an `IllegalStateException`, and uses `callSoonThreadsafe` or
///   `runCoroutineThreadsafe`.
/// * Null rule: null arguments throw `NullPointerException` unless the parameter is marked
///   `@Nullable`.
/// * Time: durations are `java.time.Duration`; moments are nanoseconds on the loop's clock.
///
/// ## Several tasks
///
/// [taskGroup][org.asyncio4j.Asyncio#taskGroup(org.asyncio4j.TaskGroup.Body)] starts tasks that end
/// together, [gather][org.asyncio4j.Asyncio#gather(org.asyncio4j.Awaitable...)] collects their
/// values, [timeout][org.asyncio4j.Asyncio#timeout(java.time.Duration,org.asyncio4j.Timeout.Body)]
/// limits a block of code and
/// [cancelScope][org.asyncio4j.Asyncio#cancelScope(org.asyncio4j.CancelScope.Body)] makes it
/// something that can be cancelled as a whole. Locks are in [org.asyncio4j.sync], queues in
/// [org.asyncio4j.queue], generators in [org.asyncio4j.generator].
@NullMarked
package org.asyncio4j;

import org.jspecify.annotations.NullMarked;
