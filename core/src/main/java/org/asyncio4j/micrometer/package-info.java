/// Metrics of loops, for programs that have Micrometer: see
/// [LoopMetrics][org.asyncio4j.micrometer.LoopMetrics]. Nothing else in this library needs it.
@NullMarked
package org.asyncio4j.micrometer;

import org.jspecify.annotations.NullMarked;
