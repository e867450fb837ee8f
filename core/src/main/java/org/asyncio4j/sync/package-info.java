/// What tasks of one loop coordinate with: [Lock][org.asyncio4j.sync.Lock],
/// [Event][org.asyncio4j.sync.Event], [Condition][org.asyncio4j.sync.Condition],
/// [Semaphore][org.asyncio4j.sync.Semaphore],
/// [CapacityLimiter][org.asyncio4j.sync.CapacityLimiter], [Barrier][org.asyncio4j.sync.Barrier].
@NullMarked
package org.asyncio4j.sync;

import org.jspecify.annotations.NullMarked;
