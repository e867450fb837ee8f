package org.asyncio4j.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.io.IOException;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Context;
import org.asyncio4j.ExceptionContext;
import org.asyncio4j.Task;
import org.asyncio4j.TaskOptions;
import org.jspecify.annotations.Nullable;

/// A connection as a reader and a writer (asyncio's `StreamReaderProtocol`), and, in a server, the
/// task that talks to it. On the loop.
final class StreamChannel extends NettyConnection {
  final StreamReader reader;
  final StreamWriter writer;
  private final @Nullable ConnectionHandler handler;
  private final Context context;
  private @Nullable Task<?> task;

  /// Prepares `channel`, which is not registered yet, for whoever connects it.
  StreamChannel(NettyReactor reactor, Channel channel, int limit) {
    this(reactor, channel, limit, null, Context.copyOfCurrent());
  }

  /// As a server's, which has `handler` run in a task, in a copy of `context`.
  StreamChannel(
      NettyReactor reactor,
      Channel channel,
      int limit,
      @Nullable ConnectionHandler handler,
      Context context) {
    super(reactor, channel);
    this.handler = handler;
    this.context = context;
    reader = new StreamReader(this, limit);
    writer = new StreamWriter(this);
  }

  @Override
  void begin() {
    ConnectionHandler handler = this.handler;
    if (handler != null) {
      task =
          reactor.loop.createTask(
              () -> handle(handler), TaskOptions.DEFAULT.withContext(context.copy()));
    }
  }

  private void handle(ConnectionHandler handler) {
    try {
      handler.handle(reader, writer);
    } catch (Exception e) {
      reactor.loop.callExceptionHandler(
          new ExceptionContext(
              "Unhandled exception in client_connected_cb of a server",
              e,
              null,
              Asyncio.currentTask(),
              null,
              null));
    } finally {
      writer.close();
    }
  }

  @Override
  void received(ByteBuf data) {
    reader.feed(data);
  }

  @Override
  byte[] takeUnread() {
    return reader.takeUnread();
  }

  @Override
  void receivedEof() {
    reader.feedEof();
    if (hasTls()) {
      output.close(); // there are no halves
    }
  }

  @Override
  void connectionLost(@Nullable IOException failure) {
    if (isCutOff()) {
      reader.cutOff(failure);
    } else {
      reader.end(failure);
    }
    writer.resume();
  }

  @Override
  void pauseWriting() {} // the writer looks, when it is about to wait

  @Override
  void resumeWriting() {
    writer.resume();
  }

  @Override
  void close() {
    writer.close();
  }

  @Override
  void cancel(String reason) {
    if (task != null) {
      task.cancel(reason);
    }
  }
}
