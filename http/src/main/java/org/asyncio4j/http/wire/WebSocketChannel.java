package org.asyncio4j.http.wire;

import static java.lang.System.Logger.Level.WARNING;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.TimerHandle;
import org.asyncio4j.http.websocket.CloseCode;
import org.asyncio4j.http.websocket.Message;
import org.asyncio4j.http.websocket.WebSocketClosedException;
import org.asyncio4j.http.websocket.WebSocketOptions;
import org.asyncio4j.net.ChannelConnection;
import org.jspecify.annotations.Nullable;

/// One WebSocket, last in its channel's pipeline: what both sides have said of its end, who waits,
/// and the frames in between.
///
/// How it ends (RFC 6455, section 7): each side sends one close frame, the first by itself, the
/// other in answer. Then the server ends its stream, the client after it, and only then is the
/// connection closed: a system that closes one on which something was not read yet resets it, and
/// the close frame could be lost on the way. Whatever the other side does, a timer ends that.
///
/// Methods are called by tasks of the loop and, those of a handler, inside a poll.
public final class WebSocketChannel extends ChannelInboundHandlerAdapter {
  private final ChannelConnection connection;
  private final Channel channel;
  private final EventLoop loop;
  private final WebSocketOptions options;
  private final boolean server;
  private final boolean compressed;
  private final @Nullable String subprotocol;
  private final WebSocketInbox inbox;
  private final WebSocketPings pings;
  private final WebSocketEnd end = new WebSocketEnd();
  private final List<Future<@Nullable Void>> senders = new ArrayList<>();
  private @Nullable Future<@Nullable Void> receiver;

  /// Whether something has come since the last beat.
  private boolean heard = true;

  private @Nullable TimerHandle beat;

  /// Cuts what does not end by itself.
  private @Nullable TimerHandle deadline;

  /// Whether this side sends nothing more, and takes nothing.
  private boolean over;

  private boolean streamEnded;

  WebSocketChannel(
      ChannelConnection connection,
      boolean server,
      WebSocketAgreement agreement,
      WebSocketOptions options) {
    this.connection = connection;
    this.channel = connection.channel();
    this.loop = connection.loop();
    this.options = options;
    this.server = server;
    this.subprotocol = agreement.subprotocol();
    WebSocketDeflate deflate = agreement.deflate();
    this.compressed = deflate != null;
    this.inbox =
        new WebSocketInbox(
            options.maxMessageSize(),
            options.receiveQueueSize(),
            deflate == null ? null : deflate.inflater(options.maxMessageSize()),
            this::read,
            this::fail);
    this.pings = new WebSocketPings(options.maxPingsPerSecond());
  }

  /// Begins: its handlers are in the pipeline.
  void begin() {
    if (options.heartbeat().isPositive()) {
      beat = loop.callLater(options.heartbeat(), this::beat);
    }
    channel.config().setAutoRead(true);
  }

  private void read(boolean on) {
    channel.config().setAutoRead(on || over);
  }

  private void checkCurrent() {
    if (Asyncio.getRunningLoop() != loop) {
      throw new IllegalStateException(
          "this WebSocket belongs to "
              + loop
              + ", which does not run this code: use its callSoonThreadsafe(...), or"
              + " runCoroutineThreadsafe(..., loop) for a task");
    }
  }

  // --- receiving ---

  /// See [org.asyncio4j.http.websocket.WebSocket#receive].
  public @Nullable Message receive() throws WebSocketClosedException {
    checkCurrent();
    if (receiver != null) {
      throw new IllegalStateException("another task is receiving from this WebSocket already");
    }
    while (true) {
      Message message = inbox.poll();
      if (message != null) {
        return message;
      }
      if (end.hasCome()) {
        if (end.isClean()) {
          return null;
        }
        throw closed("no message comes any more");
      }
      Future<@Nullable Void> turn = loop.createFuture();
      receiver = turn;
      try {
        turn.await();
      } finally {
        receiver = null;
      }
    }
  }

  private void wakeReceiver() {
    connection.wake(receiver);
  }

  // --- sending ---

  /// See [org.asyncio4j.http.websocket.WebSocket#send(String)].
  public void send(String text) throws WebSocketClosedException {
    awaitRoom();
    write(new TextWebSocketFrame(ByteBufUtil.writeUtf8(channel.alloc(), text)));
  }

  /// As [#send(String)].
  ///
  /// @param utf8 a text
  public void sendText(byte[] utf8) throws WebSocketClosedException {
    awaitRoom();
    write(new TextWebSocketFrame(channel.alloc().buffer(utf8.length).writeBytes(utf8)));
  }

  /// See [org.asyncio4j.http.websocket.WebSocket#send(byte\[\])].
  public void send(byte[] data) throws WebSocketClosedException {
    awaitRoom();
    write(new BinaryWebSocketFrame(channel.alloc().buffer(data.length).writeBytes(data)));
  }

  /// A message goes as one frame, so that none gets between its parts.
  private void write(WebSocketFrame frame) {
    channel.write(frame).addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    connection.flushSoon();
  }

  private void awaitRoom() throws WebSocketClosedException {
    checkCurrent();
    checkOpen();
    while (!channel.isWritable()) {
      Future<@Nullable Void> turn = loop.createFuture();
      senders.add(turn);
      try {
        turn.await();
      } finally {
        senders.remove(turn);
      }
      checkOpen();
    }
  }

  private void checkOpen() throws WebSocketClosedException {
    if (isClosed()) {
      throw closed("nothing can be sent any more");
    }
  }

  private void wakeSenders() {
    senders.forEach(connection::wake);
    senders.clear();
  }

  // --- pings ---

  /// See [org.asyncio4j.http.websocket.WebSocket#ping].
  public Duration ping() throws WebSocketClosedException {
    awaitRoom();
    ByteBuf payload = pings.next();
    WebSocketPings.Sent sent = pings.await(loop.createFuture());
    write(new PingWebSocketFrame(payload));
    try {
      sent.turn.await();
    } finally {
      pings.forget(sent);
    }
    Duration answered = sent.answered();
    if (answered == null) {
      throw closed("the ping was not answered");
    }
    return answered;
  }

  /// Nothing in two beats is the end. While nobody receives, nothing can be heard.
  private void beat() {
    if (over) {
      return;
    }
    if (!heard && !inbox.isFull()) {
      end.set(
          CloseCode.ABNORMAL,
          "nothing was heard for " + options.heartbeat().multipliedBy(2),
          false);
      connection.abort();
      return;
    }
    heard = false;
    if (channel.isWritable() && !end.isSent()) {
      write(new PingWebSocketFrame(pings.next()));
    }
    beat = loop.callLater(options.heartbeat(), this::beat);
  }

  private void pinged(PingWebSocketFrame ping) {
    if (pings.isFlood()) {
      ping.release();
      flooded();
    } else if (end.isSent()) {
      ping.release();
    } else if (channel.isWritable()) {
      write(new PongWebSocketFrame(ping.content()));
    } else {
      pings.answerLater(ping.content());
      ping.release();
    }
  }

  private void ponged(PongWebSocketFrame pong) {
    List<WebSocketPings.Sent> answered = pings.answered(pong.content());
    pong.release();
    if (answered != null) {
      answered.forEach(sent -> connection.wake(sent.turn));
    } else if (pings.isFlood()) {
      flooded();
    }
  }

  private void flooded() {
    fail(
        CloseCode.POLICY_VIOLATION,
        "more than " + options.maxPingsPerSecond() + " pings and pongs in a second");
  }

  // --- the channel's events ---

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (over || !(message instanceof WebSocketFrame frame)) {
      ReferenceCountUtil.release(message);
      return;
    }
    switch (frame) {
      case PingWebSocketFrame ping -> pinged(ping);
      case PongWebSocketFrame pong -> ponged(pong);
      case CloseWebSocketFrame close -> closeReceived(close);
      default -> {
        inbox.add(frame);
        wakeReceiver();
      }
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    heard = true; // also by what is no whole frame yet
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (channel.isWritable()) {
      ByteBuf unanswered = pings.takeUnanswered();
      if (unanswered != null && !end.isSent()) {
        write(new PongWebSocketFrame(unanswered));
      }
      wakeSenders();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      end.set(CloseCode.ABNORMAL, "the connection has ended without a close frame", end.isSent());
      finish();
      connection.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof CorruptedWebSocketFrameException corrupt) {
      fail(corrupt);
    } else if (!(cause instanceof IOException)) { // those are of the connection, which is lost
      System.getLogger("org.asyncio4j.http").log(WARNING, "Exception in a WebSocket", cause);
      fail(CloseCode.INTERNAL_ERROR, "");
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    IOException failure = connection.failure();
    end.set(
        CloseCode.ABNORMAL,
        failure == null ? "the connection was lost" : String.valueOf(failure.getMessage()),
        end.isSent());
    finish();
    if (deadline != null) {
      deadline.cancel();
    }
  }

  // --- the end ---

  /// See [org.asyncio4j.http.websocket.WebSocket#close(int, String)].
  public void close(int code, String reason) {
    checkCurrent();
    WebSocketEnd.checkSendable(code, reason);
    inbox.drop();
    beginClose(code, reason);
    connection.awaitLoss();
  }

  /// Says goodbye without waiting; does nothing the second time. Messages that come until the other
  /// side has answered can be received.
  void beginClose(int code, String reason) {
    if (!isClosed()) {
      sendClose(new CloseWebSocketFrame(code, reason));
      startDeadline();
    }
  }

  /// Says goodbye because the server is shut down, or the client's session closed; without waiting.
  public void goAway() {
    beginClose(CloseCode.GOING_AWAY, server ? "the server is shut down" : "the session was closed");
  }

  private void sendClose(CloseWebSocketFrame frame) {
    end.markSent();
    write(frame);
    wakeSenders(); // they get an exception
  }

  private void startDeadline() {
    if (deadline == null) {
      deadline = loop.callLater(options.closeTimeout(), connection::abort);
      connection.wake(null);
    }
  }

  private void closeReceived(CloseWebSocketFrame frame) {
    int code = frame.statusCode() == -1 ? CloseCode.NONE : frame.statusCode();
    end.set(code, frame.reasonText(), true);
    frame.release();
    if (!end.isSent()) {
      sendClose(
          code == CloseCode.NONE ? new CloseWebSocketFrame() : new CloseWebSocketFrame(code, ""));
    }
    finish();
    if (server) {
      endStream();
    }
  }

  /// What has come cannot be taken: section 7.1.7, "fail the connection".
  private void fail(CorruptedWebSocketFrameException violation) {
    fail(violation.closeStatus().code(), String.valueOf(violation.getMessage()));
  }

  private void fail(int code, String reason) {
    end.fail(code, reason);
    if (!end.isSent()) {
      sendClose(new CloseWebSocketFrame(code, reason));
    }
    inbox.refuse();
    finish();
    endStream();
  }

  /// Nothing is taken any more, and nobody waits in vain.
  private void finish() {
    over = true;
    if (beat != null) {
      beat.cancel();
    }
    startDeadline();
    channel.config().setAutoRead(true); // to hear of the end
    wakeReceiver();
    wakeSenders();
    pings.abandon().forEach(sent -> connection.wake(sent.turn));
  }

  /// Ends this direction when all is sent. Under TLS it has no end of its own.
  private void endStream() {
    if (streamEnded) {
      return;
    }
    streamEnded = true;
    if (connection.tlsInfo() == null && channel instanceof DuplexChannel duplex) {
      channel
          .write(Unpooled.EMPTY_BUFFER)
          .addListener(_ -> channel.eventLoop().execute(duplex::shutdownOutput));
      connection.flushSoon();
    } else {
      connection.close();
    }
  }

  // --- about it ---

  /// {@return an exception that says how this has ended}
  ///
  /// @param what cannot be done
  public WebSocketClosedException closed(String what) {
    return end.exception(what);
  }

  /// See [org.asyncio4j.http.websocket.WebSocket#isClosed].
  public boolean isClosed() {
    return end.isClosed();
  }

  /// See [org.asyncio4j.http.websocket.WebSocket#closeCode].
  public int closeCode() {
    return end.code();
  }

  /// See [org.asyncio4j.http.websocket.WebSocket#closeReason].
  public String closeReason() {
    return end.reason();
  }

  /// See [org.asyncio4j.http.websocket.WebSocket#subprotocol].
  public @Nullable String subprotocol() {
    return subprotocol;
  }

  /// See [org.asyncio4j.http.websocket.WebSocket#isCompressed].
  public boolean isCompressed() {
    return compressed;
  }
}
