package org.asyncio4j.net;

import io.netty.channel.Channel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.ExceptionContext;
import org.asyncio4j.LoopOptions;
import org.asyncio4j.Runner;
import org.jspecify.annotations.Nullable;

/// The further loops of a server that has several: each runs on a thread of its own, with a server
/// of its own that listens on the same addresses. The system deals the connections out
/// (`SO_REUSEPORT`). A loop ends with its server, and all of them with the loop that made them.
///
/// That one, the main loop, touches the fields; a further loop is sent callbacks, and sends some.
final class ServerLoops {
  private final NettyReactor reactor;
  private final Runnable whenEnded;
  private final List<Other> others = new ArrayList<>();
  private final Runnable whenMainLoopCloses = this::endAtOnce;
  private int running;

  ServerLoops(NettyReactor reactor, Runnable whenEnded) {
    this.reactor = reactor;
    this.whenEnded = whenEnded;
  }

  /// Suspends until a server listens on each further loop. When one fails, [#send] still reaches
  /// the others, to close them.
  void start(
      List<InetSocketAddress> addresses,
      ServerOptions options,
      BiFunction<NettyReactor, Channel, NettyConnection> prepare)
      throws IOException {
    ServerOptions each = options.withLoops(1).withReusePort(true).withStartServing(false);
    LoopOptions loop =
        LoopOptions.defaults()
            .withEngine(reactor.loop.engine())
            .withDebug(reactor.loop.getDebug())
            .withReactor(NettyReactorFactory.of(reactor.transport()));
    reactor.whenClosed.add(whenMainLoopCloses);
    for (int i = 1; i < options.loops(); i++) {
      Other other = new Other(addresses, each, prepare);
      others.add(other);
      Thread.ofPlatform().daemon().name("asyncio-server-" + i).start(() -> other.run(loop));
      running++;
    }
    for (Other other : others) {
      Asyncio.await(Asyncio.wrapFuture(other.server), IOException.class);
    }
  }

  /// Has each further loop do something to its server, if that listens, or as soon as it does. In
  /// the order sent.
  void send(Consumer<Server> action) {
    others.forEach(other -> other.send(action));
  }

  /// Whether all further loops have ended.
  boolean ended() {
    return running == 0;
  }

  private void endAtOnce() {
    send(Server::close);
    send(Server::cancelClients);
  }

  /// Does something on the main loop. Any thread. {@return whether it was possible}
  private static boolean post(EventLoop loop, Runnable callback) {
    try {
      loop.callSoonThreadsafe(callback);
      return true;
    } catch (IllegalStateException e) { // closed
      return false;
    }
  }

  /// One further loop.
  private final class Other {
    private final List<InetSocketAddress> addresses;
    private final ServerOptions options;
    private final BiFunction<NettyReactor, Channel, NettyConnection> prepare;

    /// Complete when it listens, or cannot. Any thread.
    final CompletableFuture<Server> server = new CompletableFuture<>();

    Other(
        List<InetSocketAddress> addresses,
        ServerOptions options,
        BiFunction<NettyReactor, Channel, NettyConnection> prepare) {
      this.addresses = addresses;
      this.options = options;
      this.prepare = prepare;
    }

    /// On the main loop.
    void send(Consumer<Server> action) {
      server.thenAccept(there -> post(there.getLoop(), () -> action.accept(there)));
    }

    /// On the thread that is made for it.
    void run(LoopOptions how) {
      try (Runner runner = Runner.create(how)) {
        EventLoop loop = runner.getLoop();
        loop.setExceptionHandler(this::report);
        loop.runUntilComplete(this::serve); // not Runner.run, which would take Ctrl-C
      } catch (Throwable e) {
        failed(e);
      } finally {
        post(
            reactor.loop,
            () -> {
              running--;
              if (ended()) {
                reactor.whenClosed.remove(whenMainLoopCloses);
                whenEnded.run();
              }
            });
      }
    }

    private void serve() {
      Server listening;
      try {
        listening =
            Server.listen(NettyReactor.of(Asyncio.getRunningLoop()), addresses, options, prepare);
      } catch (IOException e) {
        server.completeExceptionally(e);
        return;
      }
      if (!server.complete(listening)) { // given up meanwhile
        listening.close();
      }
      listening.waitClosed();
    }

    /// Before it listens the main loop waits, and is told; later its exception handler is.
    private void failed(Throwable failure) {
      if (!server.completeExceptionally(failure)) {
        tell("a loop of a server has failed, and serves nothing any more", failure);
      }
    }

    /// What the exception handler of this loop is told. The task is only named: its context is in
    /// use on another thread than the handler.
    private void report(EventLoop loop, ExceptionContext report) {
      tell(report.toString(), report.exception());
    }

    private void tell(String message, @Nullable Throwable failure) {
      EventLoop main = reactor.loop;
      ExceptionContext report = new ExceptionContext(message, failure, null, null, null, null);
      if (!post(main, () -> main.callExceptionHandler(report))) {
        main.defaultExceptionHandler(report);
      }
    }
  }
}
