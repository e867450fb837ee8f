package org.asyncio4j.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntFunction;

/// `bench/run serve NAME`: one of the servers of echo or http alone, on its core, for profilers and
/// for loads by hand. Without a name it lists them.
public final class Serve {
  private static final Duration WINDOW = Duration.ofSeconds(5);

  private Serve() {}

  /// Serves until this JVM is ended.
  ///
  /// @param args the name of a server, such as `ours streams epoll`; with `lines` before it one
  ///   that echoes lines, with `http` one of HTTP
  /// @throws IOException when it cannot be started
  /// @throws InterruptedException never
  public static void main(String[] args) throws IOException, InterruptedException {
    Path home = Path.of(System.getProperty("bench.home", "."));
    Peers peers = Peers.of(home);
    EchoServers echo = new EchoServers(peers);
    HttpServers http = new HttpServers(peers);
    Map<String, Contender> all = new LinkedHashMap<>();
    echo.bytes().forEach(contender -> all.put(contender.title(), contender));
    echo.lines().forEach(contender -> all.put("lines " + contender.title(), contender));
    http.servers().forEach(contender -> all.put("http " + contender.title(), contender));
    String name = String.join(" ", args);
    Contender wanted = all.get(name);
    if (wanted == null) {
      all.keySet().forEach(System.out::println);
      System.exit(args.length == 0 ? 0 : 2);
      return;
    }
    EchoLoad echoes = new EchoLoad(peers.load(), "echo", 100, 1024, 1);
    WrkLoad requests = new HttpFigures(http).plaintext();
    serve(
        LoadBench.of("serve", home),
        wanted,
        name.startsWith("http ")
            ? port -> requests.command(port, WINDOW)
            : port -> echoes.command(port, Duration.ofSeconds(1), WINDOW));
  }

  private static void serve(
      LoadBench bench, Contender contender, IntFunction<List<String>> loadOnPort)
      throws IOException, InterruptedException {
    String missing = contender.tool().missing();
    if (missing != null) {
      throw new IOException(missing);
    }
    RunningServer server = bench.start(contender);
    bench.cores().pin(server);
    System.out.println("pid " + server.pid());
    System.out.println("port " + server.port());
    List<String> load = new ArrayList<>(bench.cores().load());
    load.addAll(loadOnPort.apply(server.port()));
    System.out.println("load with: " + String.join(" ", load));
    new CountDownLatch(1).await(); // the server ends with this JVM
  }
}
