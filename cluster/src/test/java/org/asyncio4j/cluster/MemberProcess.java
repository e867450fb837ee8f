package org.asyncio4j.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.Asyncio;

/// A member in a JVM of its own. It ends with its standard input, so with this JVM.
final class MemberProcess {
  private final Process process;
  final int port;

  private MemberProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /// Begins to start one: [#awaitReady].
  static MemberProcess start(List<String> members, int port) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "--add-modules=java.se",
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.management/sun.management=ALL-UNNAMED",
            "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            MemberProcess.class.getName(),
            String.valueOf(port)));
    command.addAll(members);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    return new MemberProcess(process, port);
  }

  static ClusterOptions options(List<String> members) {
    return ClusterOptions.DEFAULT
        .withName("four-members")
        .withMembers(members)
        .withHeartbeatTimeout(MemberLossTest.HEARTBEAT)
        .withAllowedClasses(MemberLossTest.class);
  }

  /// The main program of the JVM: port, then the addresses of all.
  public static void main(String[] arguments) {
    List<String> members = List.of(arguments).subList(1, arguments.length);
    int port = Integer.parseInt(arguments[0]);
    Asyncio.run(() -> {
      try (Cluster cluster = Cluster.join(options(members).withListen("127.0.0.1", port))) {
        System.out.println("ready as " + cluster.localMember());
        Asyncio.toThread(() -> System.in.read());
      }
    });
  }

  void awaitReady() throws IOException {
    BufferedReader out = process.inputReader();
    String line = out.readLine();
    if (line == null || !line.startsWith("ready")) {
      throw new IOException("the member on port " + port + " did not start: " + line);
    }
  }

  /// As `kill -9`.
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  void signal(String name) throws IOException, InterruptedException {
    int exit =
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
    if (exit != 0) {
      throw new IOException("kill -" + name + " ended with " + exit);
    }
  }

  void close() throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      kill();
    }
  }
}
