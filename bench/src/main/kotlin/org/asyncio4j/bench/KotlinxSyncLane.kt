package org.asyncio4j.bench

import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.Semaphore
import kotlinx.coroutines.yield

/** What tasks do with each other, in kotlinx.coroutines on `runBlocking`, as in [KotlinxLane]. */
object KotlinxSyncLane {
  /** Sends `items` items through a channel; capacity 0 is a rendezvous. Returns how many came out. */
  @JvmStatic
  fun transfer(items: Int, capacity: Int): Int = runBlocking {
    val channel = Channel<Int>(capacity)
    val sending = launch { repeat(items) { channel.send(1) } }
    var received = 0
    repeat(items) { received += channel.receive() }
    sending.join()
    received
  }

  /** Has a lock go round among coroutines. Returns how often one got it. */
  @JvmStatic
  fun passLock(coroutines: Int, rounds: Int): Int = runBlocking {
    val lock = Mutex(locked = true)
    val all = List(coroutines) {
      async {
        repeat(rounds) {
          lock.lock()
          lock.unlock()
        }
        rounds
      }
    }
    yield()
    lock.unlock()
    all.sumOf { it.await() }
  }

  /** Has permits go round among coroutines. Returns how often one got one. */
  @JvmStatic
  fun passPermits(coroutines: Int, rounds: Int, permits: Int): Int = runBlocking {
    val semaphore = Semaphore(permits, acquiredPermits = permits)
    val all = List(coroutines) {
      async {
        repeat(rounds) {
          semaphore.acquire()
          semaphore.release()
        }
        rounds
      }
    }
    yield()
    repeat(permits) { semaphore.release() }
    all.sumOf { it.await() }
  }

  /** Awaits `children` coroutines at once. Returns the sum of their values. */
  @JvmStatic
  fun awaitAll(children: Int): Int = runBlocking {
    List(children) { number -> async { if (number < 0) 0 else 1 } }.awaitAll().sum()
  }

  /** Runs scopes of `children` coroutines, one scope after another. Returns how many have run. */
  @JvmStatic
  fun runScopes(children: Int, rounds: Int): Int = runBlocking {
    var run = 0
    repeat(rounds) { coroutineScope { repeat(children) { launch { run++ } } } }
    run
  }

  /** Returns the sum of `count` ones that a sequence yields. */
  @JvmStatic
  fun sumOfSequence(count: Int): Int {
    val ones = sequence { repeat(count) { yield(1) } }
    var sum = 0
    for (one in ones) sum += one
    return sum
  }
}
