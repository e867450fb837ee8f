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
@NullMarked
package org.asyncio4j.queue;

import org.jspecify.annotations.NullMarked;
