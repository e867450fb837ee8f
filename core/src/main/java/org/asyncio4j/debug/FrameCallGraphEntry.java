package org.asyncio4j.debug;

/// One frame of a call stack in a [FutureCallGraph] (`asyncio.FrameCallGraphEntry`).
///
/// @param frame where it is
public record FrameCallGraphEntry(StackTraceElement frame) {}
