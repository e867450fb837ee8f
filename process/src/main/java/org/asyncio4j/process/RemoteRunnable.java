package org.asyncio4j.process;

import java.io.Serializable;

/// A [RemoteCallable] without a value.
@FunctionalInterface
public interface RemoteRunnable extends Runnable, Serializable {}
