// A TCP proxy with back-pressure. What one side sends waits in the proxy only up to a mark; then
// the
// proxy stops reading until the other side has taken some, so the sender has to wait as well.
//
//     ./asyncio run examples/Proxy.java                                 64 MiB to a slow client
//     ./asyncio run examples/Proxy.java --serve PORT UPSTREAM_PORT      between ports, until Ctrl-C
//
// All of it is on this machine.

import static org.asyncio4j.Asyncio.*;

import java.util.zip.CRC32;
import org.asyncio4j.net.Connection;
import org.asyncio4j.net.Server;
import org.asyncio4j.net.StreamReader;
import org.asyncio4j.net.StreamWriter;
import org.asyncio4j.net.Streams;

static final String HOST = "127.0.0.1";
static final int CHUNK = 16 * 1024; // bytes
static final long SIZE = 64 * 1024 * 1024; // bytes that the slow client asks for
static final Duration GRACE = Duration.ofSeconds(2);

int upstreamPort;
long forwarded; // bytes, in both directions
long mostBuffered; // bytes that waited in the proxy for one side to take them

void main(String[] args) {
  Locale.setDefault(Locale.ROOT); // 1,234 everywhere, not 1.234
  if (args.length == 0) {
    run(() -> demonstrate());
  } else if (args.length == 3 && args[0].equals("--serve") && isPort(args[1]) && isPort(args[2])) {
    upstreamPort = Integer.parseInt(args[2]);
    run(() -> serve(Integer.parseInt(args[1])));
  } else {
    refuse(
        "Proxy.java takes --serve PORT UPSTREAM_PORT, with ports from 0 to 65535, or nothing; not "
            + String.join(" ", args));
  }
}

boolean isPort(String word) {
  return word.matches("[0-9]{1,5}") && Integer.parseInt(word) <= 65535;
}

void refuse(String why) {
  System.err.println(why);
  System.exit(2);
}

// --- the proxy ---

void serve(int port) throws IOException {
  Server proxy;
  try {
    proxy = Streams.startServer((reader, writer) -> forward(reader, writer), HOST, port);
  } catch (BindException e) {
    refuse(e.getMessage() + ": give another PORT");
    return;
  }
  IO.println("forwarding port " + proxy.port() + " to port " + upstreamPort + ", Ctrl-C ends it");
  try {
    getRunningLoop().createFuture().await(); // until Ctrl-C cancels it
  } finally {
    proxy.shutdown(GRACE);
    IO.println(
        "forwarded %,d bytes, of which at most %,d waited".formatted(forwarded, mostBuffered));
  }
}

/// One connection of a client: another one to the upstream, and a task for each direction. When one
/// direction fails, the group cancels the other, and both connections are closed.
void forward(StreamReader reader, StreamWriter writer) {
  try (Connection upstream = Streams.openConnection(HOST, upstreamPort)) {
    taskGroup(
        IOException.class,
        group -> {
          group.createTask(() -> copy(reader, upstream.writer()));
          group.createTask(() -> copy(upstream.reader(), writer));
        });
  } catch (IOException e) {
    IO.println("closed a client's connection: " + e.getMessage());
  }
}

/// Copies one direction to its end, and passes the end on: the other direction may still go on.
void copy(StreamReader from, StreamWriter to) throws IOException {
  while (true) {
    byte[] chunk = from.read(CHUNK);
    if (chunk.length == 0) {
      to.writeEof();
      return;
    }
    to.writeNowait(chunk);
    forwarded += chunk.length;
    mostBuffered = Math.max(mostBuffered, to.getWriteBufferSize());
    to.drain(); // suspends while too much waits: nothing is read from the other side meanwhile
  }
}

// --- an upstream that is fast, and a client that is not ---

long sent;
long received;
long mostAhead; // bytes that the upstream has sent and the client has not read

void demonstrate() throws IOException {
  try (Server upstream = Streams.startServer((reader, writer) -> send(reader, writer), HOST, 0);
      Server proxy = Streams.startServer((reader, writer) -> forward(reader, writer), HOST, 0)) {
    upstreamPort = upstream.port();
    receiveSlowly(proxy.port());
    proxy.shutdown(GRACE);
    upstream.shutdown(GRACE);
  }
}

/// The upstream: sends `SIZE` bytes after the client has ended its own direction, and then a
/// checksum of them.
void send(StreamReader reader, StreamWriter writer) throws IOException {
  reader.read(); // returns at the end of the stream
  CRC32 sum = new CRC32();
  byte[] chunk = new byte[CHUNK];
  Random random = new Random(1);
  while (sent < SIZE) {
    random.nextBytes(chunk);
    sum.update(chunk);
    writer.write(chunk);
    sent += chunk.length;
    mostAhead = Math.max(mostAhead, sent - received);
  }
  writer.write(HexFormat.of().toHexDigits((int) sum.getValue()));
}

void receiveSlowly(int port) throws IOException {
  CRC32 sum = new CRC32();
  String expected;
  try (Connection connection = Streams.openConnection(HOST, port)) {
    connection.writer().writeEof();
    while (received < SIZE) {
      byte[] chunk = connection.reader().read((int) Math.min(4 * CHUNK, SIZE - received));
      if (chunk.length == 0) {
        throw new EOFException("the connection has ended after " + received + " bytes");
      }
      sum.update(chunk);
      received += chunk.length;
      sleep(Duration.ofMillis(1));
    }
    expected = new String(connection.reader().read(), StandardCharsets.US_ASCII);
  }
  String actual = HexFormat.of().toHexDigits((int) sum.getValue());
  if (!actual.equals(expected)) {
    throw new IOException("checksum " + actual + " instead of " + expected);
  }
  IO.println("received %,d bytes, as they were sent".formatted(received));
  IO.println("at most %,d bytes waited in the proxy".formatted(mostBuffered));
  IO.println(
      "the upstream was at most %,d bytes ahead: most of them in the system's buffers"
          .formatted(mostAhead));
}
