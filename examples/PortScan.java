// Finds the open ports of this machine. Many are asked at the same time, and none is waited for too
// long.
//
//     ./asyncio run examples/PortScan.java                   opens three ports and scans a hundred
//     ./asyncio run examples/PortScan.java HOST FROM TO      scans these
//
// HOST is 127.0.0.1 or another loopback address: ask before you scan a machine of somebody else.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.Future;
import org.asyncio4j.Task;
import org.asyncio4j.net.Connection;
import org.asyncio4j.net.Server;
import org.asyncio4j.net.Streams;
import org.asyncio4j.sync.CapacityLimiter;

static final int AT_ONCE = 200; // each takes a file descriptor
static final Duration PATIENCE = Duration.ofSeconds(1);

enum Answer {
  OPEN,
  CLOSED,
  NONE
}

record Probe(int port, Answer answer) {}

void main(String[] args) {
  if (args.length == 0) {
    run(() -> scanOwnPorts());
    return;
  }
  if (args.length != 3) {
    refuse("PortScan.java takes HOST FROM TO, or nothing; not " + String.join(" ", args));
  }
  String host = loopback(args[0]);
  int from = port(args[1]);
  int to = port(args[2]);
  if (from > to) {
    refuse("there are no ports from " + from + " to " + to + ": give the smaller one first");
  }
  run(() -> scan(host, from, to));
}

void scanOwnPorts() throws IOException {
  String host = "127.0.0.1";
  List<Server> servers = new ArrayList<>();
  servers.add(Streams.startServer((_, _) -> {}, host, 0)); // hangs up at once
  int first = servers.getFirst().port();
  for (int port = first + 10; servers.size() < 3; port += 10) {
    try {
      servers.add(Streams.startServer((_, _) -> {}, host, port));
    } catch (BindException e) {
      // taken by another program; the next one will do
    }
  }
  IO.println("listening on " + servers.stream().map(Server::port).toList());
  scan(host, first, first + 99);
  servers.forEach(Server::close);
}

void scan(String host, int from, int to) {
  long start = System.nanoTime();
  CapacityLimiter limiter = CapacityLimiter.create(AT_ONCE);
  Map<Answer, Integer> counts = new EnumMap<>(Answer.class);
  taskGroup(group -> {
    List<Task<Probe>> probes = new ArrayList<>();
    for (int i = from; i <= to; i++) {
      int port = i;
      probes.add(group.createTask(() -> limiter.with(() -> probe(host, port))));
    }
    int done = 0;
    for (Future<Probe> next : asCompleted(probes)) {
      Probe probe = next.result();
      counts.merge(probe.answer, 1, Integer::sum);
      done++;
      if (probe.answer != Answer.CLOSED) {
        String what = probe.answer == Answer.OPEN ? "is open" : "does not answer";
        IO.println("%3d%%  port %d %s".formatted(100L * done / probes.size(), probe.port, what));
      }
    }
  });
  IO.println(
      String.format(
          Locale.ROOT,
          "%d ports in %.2f s: %d open, %d closed, %d without an answer",
          to - from + 1,
          (System.nanoTime() - start) / 1e9,
          counts.getOrDefault(Answer.OPEN, 0),
          counts.getOrDefault(Answer.CLOSED, 0),
          counts.getOrDefault(Answer.NONE, 0)));
}

Probe probe(String host, int port) {
  try {
    boolean open = timeout(PATIENCE, () -> connects(host, port));
    return new Probe(port, open ? Answer.OPEN : Answer.CLOSED);
  } catch (TimeoutException e) {
    return new Probe(port, Answer.NONE);
  }
}

boolean connects(String host, int port) {
  try (Connection connection = Streams.openConnection(host, port)) {
    // A socket that was given the very port it asks for has met itself: nobody else is there.
    var writer = connection.writer();
    return !writer.localAddress().equals(writer.peerAddress());
  } catch (IOException e) {
    return false;
  }
}

// --- the command line ---

/// The address of `host`, which is not looked up: that would ask other machines.
String loopback(String host) {
  try {
    InetAddress address =
        host.equals("localhost") ? InetAddress.getLoopbackAddress() : InetAddress.ofLiteral(host);
    if (address.isLoopbackAddress()) {
      return address.getHostAddress();
    }
  } catch (IllegalArgumentException e) {
    // refused below
  }
  throw refuse(
      "\"" + host + "\" is no loopback address: this scans only 127.0.0.1, ::1 and the like");
}

int port(String word) {
  if (word.matches("[0-9]{1,5}")) {
    int port = Integer.parseInt(word);
    if (port >= 1 && port <= 65535) {
      return port;
    }
  }
  throw refuse("\"" + word + "\" is no port: give a number from 1 to 65535");
}

/// Ends the program, because of its arguments.
IllegalStateException refuse(String why) {
  System.err.println(why);
  System.exit(2);
  return new IllegalStateException("never reached");
}
