package org.asyncio4j.bench.echo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.runCoroutineThreadsafe;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.net.Server;
import org.asyncio4j.net.StreamReader;
import org.asyncio4j.net.StreamWriter;
import org.asyncio4j.net.Streams;

/// Echoes bytes and keeps account. For each line that it reads it prints one line that begins with
/// `account`, and what it knows, as names and numbers.
public final class SoakServer {
  private final EventLoop loop;

  // On the loop.
  private int open;
  private int accepted;
  private int ended;
  private int reset;
  private int reported;

  private SoakServer(EventLoop loop) {
    this.loop = loop;
  }

  /// Serves.
  ///
  /// @param args nothing
  public static void main(String[] args) {
    run(() -> new SoakServer(getRunningLoop()).serve());
  }

  private void serve() throws IOException {
    loop.setExceptionHandler((l, context) -> {
      reported++;
      l.defaultExceptionHandler(context);
    });
    Server server = Streams.startServer(this::echo, "127.0.0.1", 0);
    System.out.println("port " + server.port());
    Thread.ofPlatform().daemon().name("accounts").start(this::giveAccounts);
    server.serveForever();
  }

  private void echo(StreamReader reader, StreamWriter writer) {
    open++;
    accepted++;
    try {
      for (byte[] data = reader.read(65536); data.length > 0; data = reader.read(65536)) {
        writer.write(data);
      }
      ended++;
    } catch (IOException e) {
      reset++;
    } finally {
      open--;
    }
  }

  private void giveAccounts() {
    try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      while (input.readLine() != null) {
        System.out.println(account());
      }
    } catch (IOException | InterruptedException | ExecutionException e) {
      System.err.println("no more accounts: " + e);
    } finally {
      Runtime.getRuntime().halt(0);
    }
  }

  private String account() throws InterruptedException, ExecutionException {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    long heap = runtime.totalMemory() - runtime.freeMemory();
    long buffers =
        ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
    int descriptors = Objects.requireNonNull(new File("/proc/self/fd").list()).length;
    return "account heap "
        + heap
        + " buffers "
        + buffers
        + " descriptors "
        + descriptors
        + counts();
  }

  private String counts() throws InterruptedException, ExecutionException {
    return runCoroutineThreadsafe(
            () ->
                " tasks "
                    + Asyncio.allTasks().size()
                    + " open "
                    + open
                    + " accepted "
                    + accepted
                    + " ended "
                    + ended
                    + " reset "
                    + reset
                    + " reported "
                    + reported,
            loop)
        .get();
  }
}
