package org.asyncio4j.cluster;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// What a task threw, on its way back: whole, and in words for a reader that does not know its
/// class.
///
/// @param type the exception's class
/// @param text what it says of itself
/// @param stack where it was thrown
/// @param whole the exception, serialised; null when that cannot be done
@SuppressWarnings("ArrayRecordComponent") // is only written and read
record Failure(String type, String text, StackTraceElement[] stack, byte @Nullable [] whole)
    implements Serializable {}
