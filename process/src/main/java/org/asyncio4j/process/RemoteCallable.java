package org.asyncio4j.process;

import java.io.Serializable;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Work that can be sent to another JVM: a lambda that is written where one of these is expected is
/// serialisable, and so are a record and a class of static methods' references. What it captures
/// has to be serialisable too.
///
/// @param <V> the result's type, serialisable
@FunctionalInterface
public interface RemoteCallable<V extends @Nullable Object> extends Callable<V>, Serializable {}
