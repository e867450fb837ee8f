package org.asyncio4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// `bench/run serve NAME`: one of the echo servers alone, on its core, for profilers and for loads
/// by hand. Without a name it lists them.
public final class Serve {
  private Serve() {}

  /// Serves until this JVM is ended.
  ///
  /// @param args the name of a server, such as `ours streams epoll`; with `lines` before it one
  ///   that echoes lines
  /// @throws IOException when it cannot be started
  /// @throws InterruptedException never
  public static void main(String[] args) throws IOException, InterruptedException {
    Path home = Path.of(System.getProperty("bench.home", "."));
    Path logs = Files.createDirectories(home.resolve("target").resolve("logs"));
    Peers peers = Peers.of(home);
    EchoServers servers = new EchoServers(peers);
    List<Contender> all = new ArrayList<>(servers.bytes());
    String name = String.join(" ", args);
    if (name.startsWith("lines ")) {
      all = servers.lines();
      name = name.substring("lines ".length());
    }
    for (Contender contender : all) {
      if (contender.title().equals(name)) {
        serve(LoadBench.of(peers.load(), peers.tlsLoad(), logs), contender);
      }
    }
    for (Contender contender : servers.bytes()) {
      System.out.println(contender.title());
    }
    for (Contender contender : servers.lines()) {
      System.out.println("lines " + contender.title());
    }
    System.exit(args.length == 0 ? 0 : 2);
  }

  private static void serve(LoadBench bench, Contender contender)
      throws IOException, InterruptedException {
    if (contender.tool().missing() != null) {
      throw new IOException(contender.tool().missing());
    }
    RunningServer server = bench.start(contender);
    System.out.println("pid " + server.pid());
    System.out.println("port " + server.port());
    String load = String.join(" ", bench.cores().load()) + " " + bench.load().command().getFirst();
    System.out.println("load with: " + load + " " + server.port() + " 100 1024 5");
    new CountDownLatch(1).await(); // the server ends with this JVM
  }
}
