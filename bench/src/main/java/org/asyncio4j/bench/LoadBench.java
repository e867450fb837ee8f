package org.asyncio4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// Where servers are loaded and measured.
///
/// @param load the program that loads them
/// @param tlsLoad the same over TLS
/// @param cores which core is whose
/// @param logs the directory for what servers and loads say
record LoadBench(Tool load, Tool tlsLoad, Cores cores, Path logs) {
  /// {@return this machine}
  ///
  /// @throws IOException when there is no load
  static LoadBench of(Tool load, Tool tlsLoad, Path logs) throws IOException {
    if (!load.isThere()) {
      throw new IOException(
          "nothing can be measured without bench/peers/load.c: " + load.missing());
    }
    return new LoadBench(load, tlsLoad, Cores.find(), logs);
  }

  /// Starts a server on its core.
  RunningServer start(Contender contender) throws IOException, InterruptedException {
    return RunningServer.start(cores.server(), contender.tool(), log(contender.title()));
  }

  /// Loads it from the other core.
  Sample run(Load what, RunningServer server, String title, Duration unmeasured, Duration measured)
      throws IOException, InterruptedException {
    List<String> program =
        Stream.of(cores.load(), (what.tls() ? tlsLoad : load).command())
            .flatMap(List::stream)
            .toList();
    return what.run(program, server, unmeasured, measured, log("load of " + title));
  }

  private Path log(String title) {
    return logs.resolve("echo." + title.replace(' ', '-') + ".log");
  }

  /// {@return where this is measured, and how busy the machine is}
  String text() throws IOException {
    return cores.text() + "; load average " + busy();
  }

  /// Warns where the numbers of the JVMs will be too high: their compilers share the server's core.
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
