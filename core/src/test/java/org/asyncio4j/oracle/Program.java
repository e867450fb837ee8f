package org.asyncio4j.oracle;

import java.util.List;

/// A program and the trace that CPython gives it.
///
/// @param seed names it
/// @param program the operations
/// @param trace the events
record Program(long seed, List<Operation> program, List<String> trace) {}
