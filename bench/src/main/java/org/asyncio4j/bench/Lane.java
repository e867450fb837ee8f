package org.asyncio4j.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One way to do the work. A benchmark class has a method per lane of the JVM that it supports, of
/// the lane's name in lower case; lanes that only differ in their flags share one.
enum Lane {
  /// asyncio4j, tasks carried by the loop's own thread.
  CONFINED("confined"),

  /// asyncio4j without any flag, tasks on the JVM's default scheduler.
  BATON("baton"),

  /// As [#CONFINED], without the watchdog.
  UNWATCHED("watchdog off"),

  /// As [#BATON], without the watchdog.
  BATON_UNWATCHED("watchdog off"),

  /// As [#CONFINED], in debug mode.
  DEBUGGED("debug mode"),

  /// The JDK's one-shot continuation, under no scheduler but a queue: the limit for anything made
  /// of virtual threads.
  RAW("raw continuation"),

  /// kotlinx.coroutines on `runBlocking`.
  KOTLINX("kotlinx"),

  /// kotlinx.coroutines on its default dispatcher, free to use every core.
  DISPATCHED("kotlinx, Dispatchers.Default"),

  /// Plain virtual threads on the JVM's default scheduler, free to use every core.
  VIRTUAL("virtual threads"),

  /// CPython's own asyncio, in a process of its own: no method of a benchmark class.
  CPYTHON("CPython");

  private final String title;

  Lane(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  String method() {
    return switch (this) {
      case UNWATCHED, DEBUGGED -> CONFINED.method();
      case BATON_UNWATCHED -> BATON.method();
      default -> name().toLowerCase(Locale.ROOT);
    };
  }

  /// {@return the flags of a JVM that does this lane's work}
  List<String> jvmArgs() {
    List<String> args = new ArrayList<>();
    // What asyncio4j's launcher gives to a program, every lane gets, ours and peers alike.
    args.add("-XX:+UseCompactObjectHeaders");
    args.add("--enable-native-access=ALL-UNNAMED");
    switch (this) {
      case CONFINED, UNWATCHED, DEBUGGED -> {
        args.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
        args.add("-Dasyncio.engine=confined");
      }
      case BATON, BATON_UNWATCHED -> args.add("-Dasyncio.engine=baton");
      case RAW -> args.add("--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED");
      case KOTLINX, DISPATCHED, VIRTUAL, CPYTHON -> {}
    }
    switch (this) {
      case UNWATCHED, BATON_UNWATCHED -> args.add("-Dasyncio.watchdog=off");
      case DEBUGGED -> args.add("-Dasyncio.debug=true");
      default -> {}
    }
    return args;
  }
}
