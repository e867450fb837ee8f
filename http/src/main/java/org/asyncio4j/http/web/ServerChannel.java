package org.asyncio4j.http.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.net.ChannelConnection;
import org.jspecify.annotations.Nullable;

/// Where requests come from and answers go, as Netty's `HttpObject`s: an HTTP/1.1 connection, which
/// has one after the other, or a stream of HTTP/2, which has one. On the loop.
abstract class ServerChannel extends ChannelInboundHandlerAdapter {
  final Serving serving;
  final ChannelConnection connection;
  final EventLoop loop;

  /// This handler's place; set when it is added.
  @Nullable ChannelHandlerContext context;

  /// Who waits until the channel takes more.
  private @Nullable Future<@Nullable Void> writer;

  ServerChannel(Serving serving, ChannelConnection connection) {
    this.serving = serving;
    this.connection = connection;
    loop = connection.loop();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    this.context = context;
  }

  ChannelHandlerContext context() {
    ChannelHandlerContext here = context;
    if (here == null) {
      throw new IllegalStateException("this is in no pipeline");
    }
    return here;
  }

  Channel channel() {
    return context().channel();
  }

  /// {@return `HTTP/1.1` or `HTTP/2`}
  abstract String version();

  /// Whether parts of files may go through it as they are, not as `HttpContent`.
  boolean carriesFiles() {
    return false;
  }

  /// Has what was written be sent.
  abstract void flush();

  /// Whether the request's end of the channel is open for another answer after this one.
  abstract boolean keepsAlive(Exchange exchange);

  /// The answer has been written, or cannot be; called once by the exchange's task.
  abstract void ended(Exchange exchange);

  /// Ends the channel at once: an answer was begun and cannot be finished.
  abstract void abort();

  // --- writing ---

  /// Writes a part of an answer; [#flush] sends it.
  void write(Object message) {
    context().write(message, channel().voidPromise());
  }

  /// Suspends while the channel has more to send than its mark.
  void awaitWritable(Exchange exchange) {
    while (!channel().isWritable() && !exchange.isGone()) {
      Future<@Nullable Void> turn = loop.createFuture();
      writer = turn;
      try {
        turn.await();
      } finally {
        writer = null;
      }
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    wakeWriter();
    context.fireChannelWritabilityChanged();
  }

  /// Has who waits to write look again.
  void wakeWriter() {
    Future<@Nullable Void> waiting = writer;
    if (waiting != null) {
      connection.wake(waiting);
    }
  }
}
