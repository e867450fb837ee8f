package org.asyncio4j.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.function.Supplier;
import org.asyncio4j.Context;
import org.asyncio4j.ExceptionContext;
import org.asyncio4j.Future;
import org.asyncio4j.KeyboardInterrupt;
import org.jspecify.annotations.Nullable;

/// A connection as a transport and its protocol. On the loop.
///
/// What a poll hears is kept, and told to the protocol by a callback in the next iteration, for a
/// poll may be on a thread where no code of the user's may run. Each callback is one step of
/// asyncio's: the connection is made, data has come, has ended, the connection is lost.
final class ProtocolChannel extends NettyConnection implements Runnable {
  final Transport transport;
  private final Context context;

  /// Makes the protocol of a server's connection; null where it is given.
  private final @Nullable Supplier<? extends Protocol> factory;

  /// Null until it was made or given.
  private @Nullable Protocol protocol;

  /// Who waits until the protocol was told that the connection is made.
  private @Nullable Future<@Nullable Void> waiter;

  /// What has come and was not told.
  private final ArrayDeque<ByteBuf> incoming = new ArrayDeque<>(1);

  private boolean eof;
  private boolean readingPaused;

  // What the protocol was told.

  private boolean made;
  private boolean writingPaused;
  private boolean eofTold;
  private boolean lossTold;

  /// Whether this is among the loop's callbacks.
  private boolean scheduled;

  /// Prepares `channel`, which is not registered yet, for whoever connects it. What is the user's
  /// runs in `context`.
  ProtocolChannel(NettyReactor reactor, Channel channel, Context context) {
    this(reactor, channel, context, null);
  }

  /// As a server's, which has `factory` make the protocol.
  ProtocolChannel(
      NettyReactor reactor,
      Channel channel,
      Context context,
      @Nullable Supplier<? extends Protocol> factory) {
    super(reactor, channel);
    this.context = context;
    this.factory = factory;
    transport = new Transport(this);
    channel.config().setAutoRead(false); // until connectionMade() has not paused it
  }

  // --- its begin ---

  @Override
  void begin() {
    schedule();
  }

  /// Suspends until `protocol` was told that the connection is made.
  void begin(Protocol protocol) {
    this.protocol = protocol;
    Future<@Nullable Void> turn = reactor.loop.createFuture();
    waiter = turn;
    schedule();
    turn.await();
  }

  // --- what the channel says ---

  @Override
  void received(ByteBuf data) {
    if (output.isClosing()) { // it was on its way when that was asked for
      data.release();
    } else {
      incoming.add(data);
      scheduleIfNeeded();
    }
  }

  @Override
  byte[] takeUnread() {
    byte[] unread = ByteBufUtil.getBytes(Unpooled.wrappedBuffer(incoming.toArray(ByteBuf[]::new)));
    dropIncoming();
    return unread;
  }

  @Override
  void receivedEof() {
    eof = true;
    scheduleIfNeeded();
  }

  @Override
  void connectionLost(@Nullable IOException failure) {
    if (!delivers() || reactor.isClosed()) {
      dropIncoming();
    }
    scheduleIfNeeded();
  }

  /// Called by a write, so the protocol is told at once.
  @Override
  void pauseWriting() {
    if (!writingPaused && made) {
      writingPaused = true;
      tell("pauseWriting", protocol()::pauseWriting);
    }
  }

  @Override
  void resumeWriting() {
    scheduleIfNeeded();
  }

  // --- one step after another ---

  private void scheduleIfNeeded() {
    if (made && hasSomethingToTell()) {
      schedule();
    }
  }

  private void schedule() {
    reactor.stir();
    if (!scheduled && !reactor.isClosed()) {
      scheduled = true;
      reactor.loop.callSoon(this, context);
    }
  }

  private boolean hasSomethingToTell() {
    return hasRoomAgain() || hasData() || hasEof() || hasLoss();
  }

  private boolean hasRoomAgain() {
    return writingPaused && !output.isPaused() && !isBroken();
  }

  private boolean hasData() {
    return delivers() && !incoming.isEmpty();
  }

  private boolean hasEof() {
    return delivers() && eof && !eofTold;
  }

  private boolean hasLoss() {
    return isLost() && !lossTold;
  }

  /// Whether the protocol is told what has come; also when the other side has closed since then.
  private boolean delivers() {
    return !readingPaused && !output.isClosing();
  }

  @Override
  public void run() {
    scheduled = false;
    if (!made) {
      endIf(tell("connectionMade", this::tellMade));
      reactor.wake(waiter);
    } else if (hasRoomAgain()) {
      writingPaused = false;
      tell("resumeWriting", protocol()::resumeWriting);
    } else if (hasData()) {
      endIf(tell("dataReceived", this::tellData));
    } else if (hasEof()) {
      eofTold = true;
      endIf(tell("eofReceived", this::tellEof));
    } else if (hasLoss()) {
      lossTold = true;
      if (protocol != null) { // the factory may have failed
        protocol.connectionLost(failure());
      }
    }
    scheduleIfNeeded();
  }

  private void tellMade() throws IOException {
    made = true;
    if (factory != null) {
      protocol = Objects.requireNonNull(factory.get(), "the factory of protocols made null");
    }
    protocol().connectionMade(transport);
    if (isReading()) {
      channel.config().setAutoRead(true);
    }
  }

  private void tellData() throws IOException {
    while (hasData()) {
      ByteBuf data = incoming.remove();
      try {
        if (protocol() instanceof BufferedProtocol buffered) {
          fill(buffered, data);
        } else {
          protocol().dataReceived(data.nioBuffer().asReadOnlyBuffer());
          data.skipBytes(data.readableBytes());
        }
      } finally {
        if (data.isReadable() && !output.isClosing()) {
          incoming.addFirst(data); // more of it is to be told, now or when reading is resumed
        } else {
          data.release();
        }
      }
    }
  }

  private static void fill(BufferedProtocol protocol, ByteBuf data) throws IOException {
    ByteBuffer target = protocol.getBuffer(data.readableBytes());
    int count = Math.min(target.remaining(), data.readableBytes());
    if (count == 0) {
      throw new IllegalStateException("getBuffer() has returned a buffer without room");
    }
    int limit = target.limit();
    data.readBytes(target.limit(target.position() + count));
    target.limit(limit);
    protocol.bufferUpdated(count);
  }

  private void tellEof() throws IOException {
    if (!protocol().eofReceived() || hasTls()) { // under TLS there are no halves
      transport.close();
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  /// Runs what is the protocol's. {@return what has failed there; reported, unless it is the
  /// connection's failure}
  private @Nullable IOException tell(String what, Step step) {
    try {
      step.run();
      return null;
    } catch (KeyboardInterrupt e) {
      throw e;
    } catch (IOException e) {
      return e;
    } catch (Throwable e) {
      String message = what + "() of the protocol failed";
      reactor.loop.callExceptionHandler(
          new ExceptionContext(message + ": " + this, e, null, null, null, null));
      return new IOException(message, e);
    }
  }

  private void endIf(@Nullable IOException failure) {
    if (failure != null) {
      fail(failure);
      output.abort(); // also where it is lost already: then the rest is not told
      dropIncoming();
    }
  }

  private void dropIncoming() {
    incoming.forEach(ByteBuf::release);
    incoming.clear();
  }

  // --- for the transport ---

  boolean isReading() {
    return delivers() && !isBroken();
  }

  void pauseReading() {
    if (isReading()) {
      readingPaused = true;
      channel.config().setAutoRead(false);
    }
  }

  void resumeReading() {
    if (readingPaused && !isClosing()) {
      readingPaused = false;
      channel.config().setAutoRead(true);
      scheduleIfNeeded();
    }
  }

  Protocol protocol() {
    return Objects.requireNonNull(protocol);
  }

  void setProtocol(Protocol protocol) {
    this.protocol = protocol;
  }

  // --- its end ---

  @Override
  void close() {
    channel.config().setAutoRead(false);
    output.close();
    dropIncoming();
  }

  @Override
  void cancel(String reason) {} // nobody waits; it is aborted

  @Override
  public String toString() {
    return "<Transport"
        + (isClosing() ? " closing" : "")
        + " peer="
        + channel.remoteAddress()
        + " protocol="
        + (protocol == null ? "none yet" : protocol.getClass().getName())
        + ">";
  }
}
