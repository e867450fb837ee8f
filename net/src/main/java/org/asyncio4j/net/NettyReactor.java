package org.asyncio4j.net;

import static java.lang.System.Logger.Level.WARNING;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Engine;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.spi.Reactor;
import org.jspecify.annotations.Nullable;

/// A loop's wait, done by one of Netty's I/O handlers: each poll sends what tasks have written
/// since the last one, waits, and gives what has come to the readers.
///
/// Until the first channel there is no handler, and Netty's native library is not loaded: a program
/// that opens no connection pays for none.
///
/// Fields are touched on the loop only, unless they say otherwise.
final class NettyReactor implements Reactor, IoHandlerContext {
  private static final Map<EventLoop, NettyReactor> OPEN = new ConcurrentHashMap<>();

  /// What stands for no deadline where a number of nanoseconds is asked for; adding it to the time
  /// does not overflow.
  private static final long VERY_LONG = Long.MAX_VALUE / 4;

  /// How often a ring is asked to give back what was asked of it, before it is closed.
  private static final int CLOSING_POLLS = 100;

  final EventLoop loop;
  final NettyEventLoop executor;
  final UnixConnector unixConnector = new UnixConnector(this);
  private final NettyTransport wanted;

  /// What `wanted` has come to, and its handler; null until the first channel.
  private @Nullable NettyTransport transport;

  private volatile @Nullable IoHandler handler;

  /// Whether the handler knows the thread that polls it.
  private boolean initialized;

  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final List<WriteBuffer> written = new ArrayList<>();
  private final Set<Channel> channels = new HashSet<>();

  /// What has to end with the loop, and is no channel of it.
  final Set<Runnable> whenClosed = new HashSet<>();

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

  /// The thread in [#poll]. Written on it.
  private @Nullable Thread poller;

  private NettyReactor(EventLoop loop, NettyTransport wanted) {
    this.loop = loop;
    this.wanted = wanted;
    executor = new NettyEventLoop(this);
  }

  static NettyReactor open(EventLoop loop, NettyTransport wanted) {
    NettyReactor reactor = new NettyReactor(loop, wanted);
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

  /// What the loop's channels are made of.
  NettyTransport transport() {
    NettyTransport chosen = transport;
    if (chosen == null) {
      chosen = wanted.choose(loop);
      transport = chosen;
      skipLeakSampling();
    }
    return chosen;
  }

  /// Has Netty not take a stack trace of every 128th buffer, which costs a server some 4 % of its
  /// time; it does so in debug mode, and as its own property says.
  private void skipLeakSampling() {
    if (!loop.getDebug() && System.getProperty("io.netty.leakDetection.level") == null) {
      ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }
  }

  IoHandler handler() {
    IoHandler made = handler;
    if (made == null) {
      made = transport().handlers().newHandler(executor);
      handler = made;
    }
    return made;
  }

  // --- waiting ---

  /// With no channel open and nothing left to do.
  @Override
  public boolean isIdle() {
    return handler == null || (channels.isEmpty() && tasks.isEmpty() && written.isEmpty() && tidy);
  }

  /// The kernel takes what is asked of a ring from one thread only, and ends it with that thread.
  @Override
  public boolean isThreadBound() {
    return handler != null && transport == NettyTransport.IO_URING;
  }

  @Override
  public void poll(long timeoutNanos) {
    IoHandler handler = handler();
    if (!initialized) {
      initialized = true;
      handler.initialize();
    }
    poller = Thread.currentThread();
    stirred = false;
    runTasks();
    flush();
    waits = timeoutNanos != 0;
    deadline = timeoutNanos == Long.MAX_VALUE ? -1 : System.nanoTime() + timeoutNanos;
    tidy = channels.isEmpty();
    handler.run(this);
    runTasks();
    flush();
    poller = null;
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
        IoHandler handler = this.handler;
        if (handler != null) {
          handler.wakeup();
        }
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

  /// Whether the calling code may give the handler something to do. A ring takes it from one thread
  /// only: on the baton engine that is the one that polls. Any thread.
  boolean mayOperate() {
    if (isThreadBound() && loop.engine() == Engine.BATON) {
      Thread current = Thread.currentThread();
      return current == poller || current == closer;
    }
    return isCurrent();
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
        if (mayOperate()) {
          task.run();
        } else { // a ring's thread, in the next poll
          tasks.add(task);
        }
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
      List.copyOf(whenClosed).forEach(Runnable::run);
      List.copyOf(channels).forEach(NettyReactor::closeNow);
      IoHandler handler = this.handler;
      if (handler != null) {
        if (!initialized) {
          handler.initialize();
        }
        if (isThreadBound()) {
          closeSockets(handler);
        }
        handler.prepareToDestroy();
        while (!tasks.isEmpty()) {
          runTasks();
        }
        handler.destroy();
      }
      while (!tasks.isEmpty()) {
        runTasks();
      }
    } finally {
      closer = null;
    }
  }

  private static void closeNow(Channel channel) {
    if (channel.pipeline().get(TlsLayer.class) == null) {
      channel.close();
    } else { // without a goodbye, which could take long
      channel.unsafe().close(channel.voidPromise());
    }
  }

  /// A ring closes a socket when the kernel has given back what was asked for it; one that is not
  /// closed when the ring is destroyed stays open for good.
  private void closeSockets(IoHandler handler) {
    waits = false;
    for (int left = CLOSING_POLLS; left > 0 && !channels.isEmpty(); left--) {
      handler.run(this);
      runTasks();
    }
    handler.run(this); // sends the last
  }
}
