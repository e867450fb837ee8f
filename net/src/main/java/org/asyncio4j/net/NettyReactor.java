package org.asyncio4j.net;

import static java.lang.System.Logger.Level.WARNING;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.spi.Reactor;
import org.jspecify.annotations.Nullable;

/// A loop's wait, done by one of Netty's I/O handlers: each poll sends what tasks have written
/// since the last one, waits, and gives what has come to the readers.
///
/// Fields are touched on the loop only, unless they say otherwise.
final class NettyReactor implements Reactor, IoHandlerContext {
  private static final Map<EventLoop, NettyReactor> OPEN = new ConcurrentHashMap<>();

  /// What stands for no deadline where a number of nanoseconds is asked for; adding it to the time
  /// does not overflow.
  private static final long VERY_LONG = Long.MAX_VALUE / 4;

  final EventLoop loop;
  final NettyTransport transport;
  final NettyEventLoop executor;
  private final IoHandler handler;

  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final List<WriteBuffer> written = new ArrayList<>();
  private final Set<Channel> channels = new HashSet<>();

  /// Whether something has been given to the loop since the poll began: then it must not wait.
  private boolean stirred;

  private boolean waits;
  private long deadline;

  /// Whether the handler has nothing left to tidy up after the last channel was closed.
  private boolean tidy = true;

  /// Set by any thread; read before each wait.
  private volatile boolean woken;

  /// Makes `closed` and the handler's wake-up exclude each other: a late wake-up must not write to
  /// a descriptor that is somebody else's by now. Never held while anything waits or calls back.
  private final Object gate = new Object();

  private volatile boolean closed;
  private volatile @Nullable Thread closer;

  private NettyReactor(EventLoop loop, NettyTransport transport) {
    this.loop = loop;
    this.transport = transport;
    executor = new NettyEventLoop(this);
    handler = transport.handlers().newHandler(executor);
    handler.initialize();
  }

  static NettyReactor open(EventLoop loop, NettyTransport transport) {
    NettyReactor reactor = new NettyReactor(loop, transport);
    OPEN.put(loop, reactor);
    return reactor;
  }

  static NettyReactor of(EventLoop loop) {
    NettyReactor reactor = OPEN.get(loop);
    if (reactor == null) {
      throw new IllegalStateException(
          loop
              + " does not wait for sockets: it was given another reactor. Make it without one, or"
              + " with NettyReactorFactory");
    }
    return reactor;
  }

  IoHandler handler() {
    return handler;
  }

  // --- waiting ---

  @Override
  public void poll(long timeoutNanos) {
    if (timeoutNanos == 0 && channels.isEmpty() && tasks.isEmpty() && tidy) {
      woken = false;
      return; // a program without connections pays nothing
    }
    stirred = false;
    runTasks();
    flush();
    waits = timeoutNanos != 0;
    deadline = timeoutNanos == Long.MAX_VALUE ? -1 : System.nanoTime() + timeoutNanos;
    tidy = channels.isEmpty();
    handler.run(this);
    runTasks();
    flush();
    woken = false; // whoever woke this has put its work where the loop looks next
  }

  /// Runs what is there now; what that adds waits for the next poll, which will not wait.
  private void runTasks() {
    for (int left = tasks.size(); left > 0; left--) {
      Runnable task = tasks.remove();
      try {
        task.run();
      } catch (RuntimeException e) {
        System.getLogger("org.asyncio4j.net").log(WARNING, "Exception in a task of Netty's", e);
      }
    }
  }

  private void flush() {
    for (int i = 0; i < written.size(); i++) {
      written.get(i).flush();
    }
    written.clear();
  }

  @Override
  public boolean canBlock() {
    return waits && !woken && !stirred && tasks.isEmpty();
  }

  @Override
  public long delayNanos(long currentTimeNanos) {
    return deadline == -1 ? VERY_LONG : Math.max(0, deadline - currentTimeNanos);
  }

  @Override
  public long deadlineNanos() {
    return deadline;
  }

  @Override
  public void wakeup() {
    synchronized (gate) {
      if (!closed) {
        woken = true;
        handler.wakeup();
      }
    }
  }

  @Override
  public boolean expectsEvents() {
    return !channels.isEmpty();
  }

  // --- for the channels of this loop ---

  /// Whether the calling code runs on the loop, or closes it. Any thread.
  boolean isCurrent() {
    if (Thread.currentThread() == closer) {
      return true;
    }
    try {
      return Asyncio.getRunningLoop() == loop;
    } catch (IllegalStateException e) { // the one way to ask, off a loop
      return false;
    }
  }

  /// Throws unless the caller may use what belongs to this loop.
  void checkCurrent() {
    if (!isCurrent()) {
      throw new IllegalStateException(
          "this belongs to "
              + loop
              + ", which does not run this code: use its callSoonThreadsafe(...), or"
              + " runCoroutineThreadsafe(..., loop) for a task");
    }
  }

  boolean isClosed() {
    return closed;
  }

  /// Says that the loop has got something to do. Called by whatever hears from a channel.
  void stir() {
    stirred = true;
  }

  /// Has `future`, if nobody has cancelled it, let its waiter go on.
  void wake(@Nullable Future<@Nullable Void> future) {
    stirred = true;
    if (future != null && !closed && !future.done()) {
      future.setResult(null);
    }
  }

  /// Has `output` flushed once in this iteration.
  void flushSoon(WriteBuffer output) {
    written.add(output);
  }

  void execute(Runnable task) {
    if (isCurrent()) {
      tasks.add(task);
    } else {
      loop.callSoonThreadsafe(() -> {
        task.run();
        stir();
      });
    }
  }

  /// Makes `channel` one of this loop's, until it is closed, and suspends until that is done.
  void register(Channel channel) throws IOException {
    await(registerNow(channel));
  }

  /// As [#register], without waiting.
  ChannelFuture registerNow(Channel channel) {
    channels.add(channel);
    channel
        .closeFuture()
        .addListener(_ -> {
          channels.remove(channel);
          tidy = false;
        });
    return executor.register(channel);
  }

  /// Suspends until `step` is done. Cancelling here leaves it as it is.
  void await(ChannelFuture step) throws IOException {
    awaitEnd(step);
    Throwable cause = step.cause();
    if (cause instanceof IOException io) {
      throw io;
    }
    if (cause != null) {
      throw new IOException(cause);
    }
  }

  /// As [#await], whether it fails or not.
  void awaitEnd(ChannelFuture step) {
    if (!step.isDone()) {
      Future<@Nullable Void> turn = loop.createFuture();
      step.addListener(_ -> wake(turn));
      turn.await();
    }
  }

  // --- the end ---

  @Override
  public void close() {
    synchronized (gate) {
      closed = true;
    }
    OPEN.remove(loop);
    closer = Thread.currentThread();
    try {
      List.copyOf(channels).forEach(Channel::close);
      handler.prepareToDestroy();
      while (!tasks.isEmpty()) {
        runTasks();
      }
      handler.destroy();
      while (!tasks.isEmpty()) {
        runTasks();
      }
    } finally {
      closer = null;
    }
  }
}
