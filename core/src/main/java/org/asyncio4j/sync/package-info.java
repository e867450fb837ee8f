/// What tasks of one loop coordinate with: [Lock][org.asyncio4j.sync.Lock],
/// [Event][org.asyncio4j.sync.Event], [Condition][org.asyncio4j.sync.Condition],
/// [Semaphore][org.asyncio4j.sync.Semaphore],
/// [CapacityLimiter][org.asyncio4j.sync.CapacityLimiter], [Barrier][org.asyncio4j.sync.Barrier].
///
/// **Thread rule.** Each can be made anywhere, also in a field before a loop runs. It belongs to
/// the loop in which it is first used, until that is closed; while that loop runs, any use on
/// another thread or in another loop throws an `IllegalStateException`, and changes nothing. Other
/// threads use `loop.callSoonThreadsafe(event::set)`, or `runCoroutineThreadsafe`.
@NullMarked
package org.asyncio4j.sync;

import org.jspecify.annotations.NullMarked;
