package org.asyncio4j.cluster;

import java.io.Serializable;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Work that can be sent to another member: a lambda that is written where one of these is expected
/// is serialisable, and so is a method reference. What it captures has to be serialisable too.
///
/// The class that it is written in has to be on the member's class path, and [allowed
/// there][ClusterOptions#withAllowedClasses].
///
/// @param <V> the result's type, serialisable
@FunctionalInterface
public interface ClusterCallable<V extends @Nullable Object> extends Callable<V>, Serializable {}
