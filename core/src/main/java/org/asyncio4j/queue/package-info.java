/// Ways for items between tasks of one loop.
///
/// | | for |
/// |---|---|
/// | [Queue][org.asyncio4j.queue.Queue] | asyncio's queue: one object for all, `join()` waits until everything is dealt with |
/// | [LifoQueue][org.asyncio4j.queue.LifoQueue], [PriorityQueue][org.asyncio4j.queue.PriorityQueue] | the same, in another order |
/// | [MemoryChannel][org.asyncio4j.queue.MemoryChannel] | trio's channel: two ends that are cloned and closed, so that receivers know when there is nothing more to come |
///
/// Whoever is cancelled while he waits here has put, sent, taken or received nothing, and no item
/// is lost for it.
///
/// **Thread rule.** Each can be made, and filled, anywhere before a loop runs. It belongs to the
/// loop in which it is first used, until that is closed; while that loop runs, any use on another
/// thread or in another loop throws an `IllegalStateException`, and changes nothing. Other threads
/// use `loop.callSoonThreadsafe(() -> queue.putNowait(item))`, or `runCoroutineThreadsafe`.
@NullMarked
package org.asyncio4j.queue;

import org.jspecify.annotations.NullMarked;
