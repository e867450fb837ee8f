package org.asyncio4j;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What [Asyncio#wait] found. Both sets keep the order of the arguments.
///
/// @param <F> the type of the futures
/// @param done those that are done, whether or not they were what ended the wait
/// @param pending the others: still running
public record Waited<F extends Future<? extends @Nullable Object>>(Set<F> done, Set<F> pending) {}
