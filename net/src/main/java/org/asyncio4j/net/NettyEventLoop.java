package org.asyncio4j.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.util.concurrent.AbstractEventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The loop as Netty's channels see it: the executor that all their work is done on.
///
/// Netty's own `ManualIoEventLoop` belongs to one thread for good. A loop of ours has many: each
/// task's, and on `baton` the one that waits. Which of them runs is the loop's business; to Netty,
/// all of them are "in the event loop", so a task calls a channel directly.
///
/// It ends with the loop, and cannot be shut down by itself. Its timers are the loop's.
final class NettyEventLoop extends AbstractEventExecutor implements IoEventLoop {
  private final NettyReactor reactor;

  NettyEventLoop(NettyReactor reactor) {
    this.reactor = reactor;
  }

  @Override
  public boolean inEventLoop(Thread thread) {
    return thread == Thread.currentThread() && reactor.mayOperate();
  }

  @Override
  public void execute(Runnable task) {
    reactor.execute(task);
  }

  // --- timers ---

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> work, long delay, TimeUnit unit) {
    LoopTimer<V> timer = new LoopTimer<>(this, reactor.loop, work);
    Duration after = Duration.of(delay, unit.toChronoUnit());
    if (inEventLoop()) {
      timer.start(after);
      reactor.stir(); // the wait of this poll, if it is still to come, must not be longer
    } else {
      execute(() -> timer.start(after));
    }
    return timer;
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
    return schedule(Executors.callable(work), delay, unit);
  }

  // --- channels ---

  @Override
  @SuppressWarnings("deprecation") // the interface has it
  public ChannelFuture register(Channel channel) {
    return register(new DefaultChannelPromise(channel, this));
  }

  @Override
  @SuppressWarnings("deprecation") // the interface has it
  public ChannelFuture register(ChannelPromise promise) {
    return register(promise.channel(), promise);
  }

  @Override
  @SuppressWarnings("deprecation") // of two ways to say it, the one without an allocation
  public ChannelFuture register(Channel channel, ChannelPromise promise) {
    channel.unsafe().register(this, promise);
    return promise;
  }

  @Override
  public Future<IoRegistration> register(IoHandle handle) {
    Promise<IoRegistration> promise = newPromise();
    if (inEventLoop()) {
      registerNow(handle, promise);
    } else {
      execute(() -> registerNow(handle, promise));
    }
    return promise;
  }

  private void registerNow(IoHandle handle, Promise<IoRegistration> promise) {
    try {
      IoHandler handler = reactor.handler();
      promise.setSuccess(
          switch (reactor.transport()) {
            case EPOLL -> new EpollRegistration(handler.register(handle));
            case IO_URING -> handler.register(new RingHandle((IoUringIoHandle) handle));
            default -> handler.register(handle);
          });
    } catch (Exception e) {
      promise.setFailure(e);
    }
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return reactor.handler().isCompatible(handleType);
  }

  @Override
  public boolean isIoType(Class<? extends IoHandler> handlerType) {
    return reactor.handler().getClass() == handlerType;
  }

  @Override
  public IoEventLoop next() {
    return this;
  }

  @Override
  public @Nullable IoEventLoopGroup parent() {
    return null;
  }

  // --- its end, which is the loop's ---

  @Override
  public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
    throw new UnsupportedOperationException("close the event loop instead");
  }

  @Override
  @Deprecated
  public void shutdown() {
    throw new UnsupportedOperationException("close the event loop instead");
  }

  @Override
  public Future<?> terminationFuture() {
    return GlobalEventExecutor.INSTANCE.newFailedFuture(
        new UnsupportedOperationException("watch the event loop instead"));
  }

  @Override
  public boolean isShuttingDown() {
    return reactor.isClosed();
  }

  @Override
  public boolean isShutdown() {
    return reactor.isClosed();
  }

  @Override
  public boolean isTerminated() {
    return reactor.isClosed();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return reactor.isClosed();
  }
}
