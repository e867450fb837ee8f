package org.asyncio4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Where servers are loaded and measured.
///
/// @param name the benchmark, which the names of logs begin with
/// @param cores which core is whose
/// @param logs the directory for what servers and loads say
record LoadBench(String name, Cores cores, Path logs) {
  /// {@return this machine}
  ///
  /// @param home the folder of this module
  static LoadBench of(String name, Path home) throws IOException {
    return new LoadBench(
        name, Cores.find(), Files.createDirectories(home.resolve("target").resolve("logs")));
  }

  /// Starts a server, which may use every core until it is pinned.
  RunningServer start(Contender contender) throws IOException, InterruptedException {
    return RunningServer.start(List.of(), contender.tool(), log(contender.title()));
  }

  /// Starts a server on the core of the load, which it is: its clients are measured.
  RunningServer startAtLoad(Contender contender) throws IOException, InterruptedException {
    return RunningServer.start(
        cores.load(), contender.tool(), log(contender.title() + " for clients"));
  }

  /// Loads it for a while, which counts nothing: each may use every core.
  Sample warmUp(Load what, RunningServer server, String title, Duration time)
      throws IOException, InterruptedException {
    return what.run(List.of(), server, Duration.ZERO, time, log("load of " + title));
  }

  /// Loads it from the other core.
  Sample run(Load what, RunningServer server, String title, Duration settle, Duration window)
      throws IOException, InterruptedException {
    return what.run(cores.load(), server, settle, window, log("load of " + title));
  }

  private Path log(String title) {
    return logs.resolve(name + "." + title.replace(' ', '-') + ".log");
  }

  /// {@return where this is measured, and how busy the machine is}
  String text() throws IOException {
    return cores.text() + "; load average " + busy();
  }

  /// Warns where the numbers of the JVMs will be too high: their compilers need that time as well.
  void warn() throws IOException {
    if (busy() > Runtime.getRuntime().availableProcessors()) {
      System.err.println(
          "bench: the load average is "
              + busy()
              + ", so JVMs may not get as fast as they could; other programs use this machine");
    }
  }

  private static double busy() throws IOException {
    return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]);
  }
}
