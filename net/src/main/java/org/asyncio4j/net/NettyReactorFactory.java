package org.asyncio4j.net;

import static java.lang.System.Logger.Level.INFO;

import java.util.Objects;
import org.asyncio4j.EventLoop;
import org.asyncio4j.spi.Reactor;
import org.asyncio4j.spi.ReactorFactory;

/// Has loops wait on sockets. Found on the path by itself; given to `LoopOptions.withReactor` it
/// chooses the transport of one loop:
/// `LoopOptions.defaults().withReactor(NettyReactorFactory.of(NettyTransport.EPOLL))`.
public final class NettyReactorFactory implements ReactorFactory {
  private final NettyTransport wanted;

  /// For `ServiceLoader`: the transport is the one that the system property `asyncio.transport`
  /// names, else [NettyTransport#AUTO].
  ///
  /// @throws IllegalArgumentException when the property has a value that is not known
  public NettyReactorFactory() {
    this(NettyTransport.fromProperty());
  }

  private NettyReactorFactory(NettyTransport wanted) {
    this.wanted = wanted;
  }

  /// {@return a factory whose loops use `transport`}
  ///
  /// @param transport which
  public static NettyReactorFactory of(NettyTransport transport) {
    return new NettyReactorFactory(Objects.requireNonNull(transport, "transport"));
  }

  /// {@return a reactor for one loop}
  ///
  /// @throws IllegalArgumentException when this machine does not allow the transport
  @Override
  public Reactor open(EventLoop loop) {
    if (wanted != NettyTransport.AUTO) {
      wanted.choose(loop); // or this is found out with the first connection only
    }
    if (loop.getDebug()) {
      System.getLogger("org.asyncio4j.net").log(INFO, "debug mode: transport={0}", wanted.text());
    }
    return NettyReactor.open(loop, wanted);
  }
}
