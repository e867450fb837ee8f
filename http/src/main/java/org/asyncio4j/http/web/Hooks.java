package org.asyncio4j.http.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.asyncio4j.Awaitable;
import org.jspecify.annotations.Nullable;

/// What an application does when its serving begins and ends, in the order it was given.
final class Hooks {
  /// Each gives what is to be closed at the end, if anything.
  final List<Callable<? extends @Nullable AutoCloseable>> starts = new ArrayList<>();

  final List<Awaitable.Action> shutdowns = new ArrayList<>();
  final List<Awaitable.Action> cleanups = new ArrayList<>();

  /// By name.
  final Map<String, Awaitable.Action> background = new LinkedHashMap<>();
}
