package org.asyncio4j.oracle;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One operation of a program. Which fields there are depends on `op`.
record Operation(
    String op,
    @JsonProperty("for") @Nullable Integer seconds,
    int which,
    int hold,
    int n,
    @Nullable String until,
    @Nullable List<Operation> body,
    @Nullable List<List<Operation>> bodies,
    boolean rethrow) {}
