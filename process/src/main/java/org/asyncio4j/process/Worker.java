package org.asyncio4j.process;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// The JVM that a pool starts. The main thread reads what comes; a second one does the work, one
/// task after the other. When the pool's process has gone, or sends what is no message, this one
/// ends at once.
///
/// There are no lambdas here and on the way to the first task: the first one costs a tenth of a
/// second.
final class Worker {
  /// Exit status of a worker whose pool has gone.
  static final int ORPHANED = 75;

  private static final int TOKEN_LIMIT = 4 * 1024;

  private final SocketChannel channel;
  private final InputStream in;
  private final OutputStream out;
  private final AtomicLong requests = new AtomicLong();
  private final Map<Long, CompletableFuture<byte[]>> answers = new ConcurrentHashMap<>();
  private final Map<Integer, RemoteClasses> loaders = new HashMap<>();

  /// Set by the first message.
  private int frameLimit = TOKEN_LIMIT;

  private volatile boolean ending;

  private Worker(SocketChannel channel) {
    this.channel = channel;
    in = new BufferedInputStream(Channels.newInputStream(channel), 64 * 1024);
    out = Channels.newOutputStream(channel);
  }

  /// Started by a pool, which writes the socket's path and the token to the standard input.
  ///
  /// @param arguments none
  /// @throws Exception when the pool cannot be reached
  public static void main(String[] arguments) throws Exception {
    String[] lines = new String(System.in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1);
    if (lines.length < 2) {
      System.err.println(
          "This is started by a ProcessPoolExecutor, and is nothing to run by hand.");
      System.exit(2);
    }
    IgnoredSignals.ignore();
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(lines[0]));
    Worker worker = new Worker(channel);
    worker.send(Frame.Kind.HELLO, 0, lines[1].getBytes(StandardCharsets.UTF_8));
    try {
      worker.serve();
    } catch (IOException | RuntimeException e) { // nobody is there any more to tell
    }
    if (worker.ending) {
      return; // the other thread is in System.exit
    }
    Runtime.getRuntime().halt(ORPHANED);
  }

  /// Reads until the pool has gone. On the main thread.
  private void serve() throws IOException {
    WorkerTasks tasks = null;
    while (true) {
      Frame frame = Frame.read(in, frameLimit);
      if (frame == null) {
        return;
      }
      switch (frame.kind()) {
        case SETUP -> {
          Setup setup = Setup.from(frame.payload());
          frameLimit = setup.allowed().maxBytes() + Frame.MARGIN;
          tasks = new WorkerTasks(this, setup);
          tasks.start();
        }
        case CLASS -> {
          CompletableFuture<byte[]> answer = answers.remove(frame.id());
          if (answer != null) {
            answer.complete(frame.payload());
          }
        }
        case TASK, STOP -> {
          if (tasks == null) {
            return;
          }
          tasks.add(frame);
        }
        default -> {
          return;
        }
      }
    }
  }

  /// Any thread.
  void send(Frame.Kind kind, long id, byte[] payload) throws IOException {
    synchronized (out) {
      Frame.write(out, kind, id, payload);
    }
  }

  /// The pool waits no longer for this process. On the working thread.
  void end() throws IOException {
    ending = true;
    channel.shutdownOutput();
  }

  /// Where the classes of loader `number` of the pool's process are here. On the working thread.
  ClassLoader loader(int number) {
    if (number == 0) {
      return Worker.class.getClassLoader();
    }
    RemoteClasses classes = loaders.get(number);
    if (classes == null) {
      classes = new RemoteClasses(number, this);
      loaders.put(number, classes);
    }
    return classes;
  }

  /// Waits for a class of the pool's process. Any thread but the main one.
  byte[] findClass(int loader, String name) {
    byte[] encoded = name.getBytes(StandardCharsets.UTF_8);
    long id = requests.incrementAndGet();
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    answers.put(id, answer);
    try {
      send(
          Frame.Kind.FIND_CLASS,
          id,
          ByteBuffer.allocate(Integer.BYTES + encoded.length).putInt(loader).put(encoded).array());
    } catch (IOException e) {
      return Frame.NOTHING; // the main thread will see it too, and end everything
    }
    return answer.join();
  }
}
