package org.asyncio4j.bench

import java.util.function.IntConsumer
import kotlin.coroutines.ContinuationInterceptor
import kotlin.time.Duration.Companion.hours
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Delay
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.DisposableHandle
import kotlinx.coroutines.InternalCoroutinesApi
import kotlinx.coroutines.async
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield

/**
 * The same work as asyncio4j's lanes, in kotlinx.coroutines on `runBlocking`: one thread with an
 * event loop, the nearest it has to asyncio, and the fastest of its dispatchers.
 */
object KotlinxLane {
  /** `coroutines` coroutines that each give way `rounds` times. Returns how often one gave way. */
  @JvmStatic
  fun switchCoroutines(coroutines: Int, rounds: Int): Int = runBlocking {
    val all = List(coroutines) {
      async {
        repeat(rounds) { yield() }
        rounds
      }
    }
    all.sumOf { it.await() }
  }

  /** Creates `count` coroutines, each awaited before the next. Returns the sum of their values. */
  @JvmStatic
  fun createAndAwait(count: Int): Int = runBlocking { createAndAwaitIn(this, count) }

  /** As `createAndAwait`, on the default dispatcher. */
  @JvmStatic
  fun createAndAwaitDispatched(count: Int): Int =
    runBlocking(Dispatchers.Default) { createAndAwaitIn(this, count) }

  private suspend fun createAndAwaitIn(scope: CoroutineScope, count: Int): Int {
    var sum = 0
    repeat(count) { sum += scope.async { 1 }.await() }
    return sum
  }

  /** Awaits one completed deferred `count` times. Returns the sum of what it gave. */
  @JvmStatic
  fun awaitDone(count: Int): Int = runBlocking {
    val done = CompletableDeferred(1)
    var sum = 0
    repeat(count) { sum += done.await() }
    sum
  }

  /**
   * Starts `count` coroutines that sleep, cancels each, joins each; `rounds` times. Returns how many
   * ended as cancelled.
   */
  @JvmStatic
  fun startAndCancel(count: Int, rounds: Int): Int = runBlocking {
    var cancelled = 0
    repeat(rounds) {
      val sleeping = List(count) { launch { delay(1.hours) } }
      yield()
      sleeping.forEach { it.cancel() }
      sleeping.forEach { it.join() }
      cancelled += sleeping.count { it.isCancelled }
    }
    cancelled
  }

  /**
   * Sets `count` timers, then cancels them all. `invokeOnTimeout` is what `withTimeout` calls and
   * the counterpart of `callLater`: a timer without a coroutine. (`launch { delay() }` would measure
   * coroutines once more.)
   */
  @OptIn(InternalCoroutinesApi::class)
  @JvmStatic
  fun setAndCancelTimers(count: Int): Int = runBlocking {
    val clock = coroutineContext[ContinuationInterceptor] as Delay
    val nothing = Runnable {}
    val timers = ArrayList<DisposableHandle>(count)
    repeat(count) { timers += clock.invokeOnTimeout(3_600_000L + it % 1_024, nothing, coroutineContext) }
    timers.forEach { it.dispose() }
    timers.size
  }

  /** Has `count` coroutines sleep an hour and calls `whileAsleep` with how many do. */
  @JvmStatic
  fun sleepAll(count: Int, whileAsleep: IntConsumer): Unit = runBlocking {
    var asleep = 0
    val sleeping = List(count) {
      launch {
        asleep++
        delay(1.hours)
      }
    }
    yield()
    whileAsleep.accept(asleep)
    check(sleeping.size == count)
  }
}
