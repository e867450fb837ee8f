package org.asyncio4j.oracle;

import java.util.List;
import java.util.Objects;

/// A program and the trace that CPython gives it.
///
/// @param seed names it
/// @param program the operations
/// @param trace the events
record Program(long seed, List<Operation> program, List<String> trace) {
  Program {
    Objects.requireNonNull(program, "there is no \"program\"");
    Objects.requireNonNull(trace, "there is no \"trace\"");
  }
}
