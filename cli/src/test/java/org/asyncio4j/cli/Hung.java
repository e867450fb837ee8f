package org.asyncio4j.cli;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Handle;
import org.asyncio4j.Task;
import org.asyncio4j.debug.Instrument;
import org.asyncio4j.sync.Lock;

/// Programs to be looked into. Each says "ready" when there is something to see.
final class Hung {
  private Hung() {}

  public static void main(String[] arguments) throws InterruptedException {
    switch (arguments[0]) {
      case "circle" -> run(Hung::circle);
      case "lock" -> run(Hung::lock);
      case "socket" -> run(Hung::socket);
      case "many" -> run(() -> many(Integer.parseInt(arguments[1])));
      case "short" -> run(Hung::oneTaskAndTheEnd);
      case "nothing" -> {
        ready();
        Thread.sleep(Duration.ofHours(1));
      }
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void ready() {
    System.out.println("ready");
  }

  /// Two tasks that await each other.
  private static void circle() {
    List<Task<?>> both = new ArrayList<>();
    both.add(createTask("chicken", () -> both.get(1).await()));
    both.add(createTask("egg", () -> both.get(0).await()));
    ready();
    both.get(0).await();
  }

  /// A lock held across the await of a task that needs it.
  private static void lock() {
    Lock lock = Lock.create();
    Task<?> holder =
        createTask(
            "holder",
            () ->
                lock.with(() -> {
                  createTask("needy", () -> lock.acquire()).await();
                }));
    sleep(Duration.ofMillis(1));
    ready();
    holder.await();
  }

  /// A read of a socket on which nothing ever comes.
  private static void socket() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
      Task<?> other = createTask("other", () -> sleep(Duration.ofHours(1)));
      sleep(Duration.ofMillis(1));
      ready();
      readForEver(client);
      other.cancel();
    }
  }

  private static void readForEver(Socket socket) throws IOException {
    System.out.println(socket.getInputStream().read());
  }

  /// Tasks that sleep, and a heartbeat; every second it says what has held it up for longest.
  private static void many(int count) {
    EventLoop loop = Asyncio.getRunningLoop();
    LongestStep longest = new LongestStep();
    for (int i = 0; i < count; i++) {
      createTask(() -> sleep(Duration.ofHours(1)));
    }
    sleep(Duration.ofMillis(1));
    System.gc(); // the stacks are moved now, and not while somebody looks
    loop.addInstrument(longest);
    ready();
    long last = System.nanoTime();
    long said = last;
    long gap = 0;
    while (true) {
      sleep(Duration.ofMillis(1));
      long now = System.nanoTime();
      gap = Math.max(gap, now - last);
      last = now;
      if (now - said > 1_000_000_000) {
        System.out.printf(
            "heartbeat at most %.1f ms late; %d looks, of at most %.1f ms%n",
            gap / 1e6, longest.looks, longest.nanos / 1e6);
        gap = 0;
        longest.looks = 0;
        longest.nanos = 0;
        said = now;
      }
    }
  }

  /// Of the tools' looks at the loop.
  private static final class LongestStep implements Instrument {
    private long began;
    private long nanos;
    private int looks;

    @Override
    public void beforeCallback(Handle handle) {
      began = System.nanoTime();
    }

    @Override
    public void afterCallback(Handle handle) {
      nanos = Math.max(nanos, System.nanoTime() - began);
      looks++;
    }
  }

  /// Ends when something is typed.
  private static void oneTaskAndTheEnd() {
    createTask("forgotten", () -> sleep(Duration.ofHours(1)));
    ready();
    Asyncio.toThread(() -> System.in.read());
  }
}
