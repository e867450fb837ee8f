package org.asyncio4j.http.web;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.Status;
import org.asyncio4j.http.websocket.WebSocketOptions;
import org.asyncio4j.http.wire.Deadline;
import org.asyncio4j.http.wire.Http1;
import org.asyncio4j.http.wire.WebSocketAgreement;
import org.asyncio4j.http.wire.WebSocketChannel;
import org.asyncio4j.http.wire.WebSocketUpgrade;
import org.asyncio4j.net.ChannelConnection;
import org.jspecify.annotations.Nullable;

/// A client's connection that speaks HTTP/1.1: one request after the other, each answered before
/// the next begins. What comes meanwhile waits, and nothing more is read. On the loop.
final class Http1Connection extends ServerChannel {
  /// How long, and how many bytes, a client is listened to that was told off in the middle of its
  /// request: closing at once would take the answer away from it.
  private static final long LINGER_NANOS = 2_000_000_000L;

  private static final int MAX_LINGERED = 1024 * 1024;

  /// Ends a client that takes too long to send, or is not heard of.
  private final Deadline receiving;

  /// Lent to the exchange.
  private final Deadline handling;

  private @Nullable Exchange current;

  /// What the connection has become.
  private @Nullable WebSocketChannel webSocket;

  /// The current one, when it is answered while its body is still coming.
  private @Nullable Exchange answered;

  /// What has come after the current request.
  private final ArrayDeque<HttpObject> pending = new ArrayDeque<>(4);

  /// What is wrong with what comes after that; answered when its turn comes.
  private @Nullable HttpProtocolException rejection;

  private boolean draining;
  private boolean inputEnded;

  /// Whether nothing that comes matters any more.
  private boolean closing;

  private int lingered;

  /// Whether a message has come in this poll, and whether the first bytes of a head have.
  private boolean heard;

  private boolean headBegun = true;

  /// Of the current body.
  private final BodyPace pace;

  Http1Connection(Serving serving, ChannelConnection connection) {
    super(serving, connection);
    receiving = new Deadline(loop, this::receivedTooSlowly);
    handling = new Deadline(loop, this::handledTooSlowly);
    pace = new BodyPace(serving, receiving);
    receiving.set(serving.headerNanos);
  }

  // --- what comes ---

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    heard = true;
    if (closing || rejection != null) {
      drop(message);
      return;
    }
    HttpObject object = (HttpObject) message;
    if (current == null && object instanceof HttpRequest head) {
      begin(head);
    } else if (pending.isEmpty() && object instanceof HttpContent content) {
      receive(content);
    } else {
      pending.add(object);
      channel().config().setAutoRead(false);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (!heard && current == null && !headBegun && !closing) {
      headBegun = true;
      receiving.set(serving.headerNanos);
    }
    heard = false;
  }

  private void begin(HttpRequest head) {
    headBegun = false;
    long length =
        HttpUtil.isTransferEncodingChunked(head) ? -1 : HttpUtil.getContentLength(head, 0L);
    Exchange exchange = new Exchange(this, head, length, handling);
    current = exchange;
    if (length == 0) {
      receiving.clear();
    } else {
      pace.begin();
    }
    exchange.start();
  }

  private void receive(HttpContent content) {
    Exchange exchange = current;
    boolean last = content instanceof LastHttpContent;
    if (exchange == null) {
      content.release();
      return;
    }
    int count = content.content().readableBytes();
    if (last) {
      receiving.clear();
    } else {
      pace.came(count);
    }
    if (count > 0) {
      exchange.body.feed(content.content());
    } else {
      content.release();
    }
    if (last) {
      exchange.body.end();
      if (exchange == answered) {
        next();
      }
    }
  }

  // --- one after the other ---

  @Override
  boolean keepsAlive(Exchange exchange) {
    return HttpUtil.isKeepAlive(exchange.head())
        && !draining
        && (!inputEnded || !pending.isEmpty())
        && (rejection == null || exchange.body.isEnded()); // else it is what was rejected
  }

  @Override
  void ended(Exchange exchange) {
    exchange.body.drop();
    if (closing || exchange.isGone() || exchange.isUpgraded()) {
      current = null;
    } else if (!exchange.keepsAlive()) {
      boolean unread = !exchange.body.isEnded();
      current = null;
      finish(unread);
    } else if (exchange.body.isEnded()) {
      next();
    } else {
      answered = exchange;
    }
  }

  /// Goes on with what has come in the meantime.
  private void next() {
    current = null;
    answered = null;
    headBegun = false;
    while (!pending.isEmpty() && current == null) {
      begin((HttpRequest) pending.remove());
      boolean whole = false;
      while (!whole && !pending.isEmpty()) {
        HttpContent content = (HttpContent) pending.remove();
        whole = content instanceof LastHttpContent;
        receive(content);
      }
    }
    if (current != null) {
      if (rejection != null && pending.isEmpty()) {
        current.body.fail(rejection); // unless it has come whole
      }
      if (inputEnded) {
        endUnlessAnswered(current);
      }
    } else {
      if (rejection != null) {
        sendRejection(rejection);
      } else if (draining || inputEnded) {
        finish(false);
      } else {
        receiving.set(serving.idleNanos);
      }
    }
    if (pending.isEmpty()) {
      channel().config().setAutoRead(true);
    }
  }

  // --- refusals ---

  /// Refuses what comes from here on, in its turn.
  private void reject(HttpProtocolException failure) {
    if (closing || rejection != null) {
      return;
    }
    rejection = failure;
    connection.wake(null);
    Exchange exchange = current;
    if (exchange == null) {
      sendRejection(failure);
    } else if (pending.isEmpty() && !exchange.body.isEnded()) {
      exchange.body.fail(failure); // the handler's reading fails, and the answer says why
    }
  }

  private void sendRejection(HttpProtocolException failure) {
    Response response = Failures.response(failure.status(), String.valueOf(failure.getMessage()));
    byte[] text = ((ResponseBody.Bytes) response.body()).data;
    DefaultFullHttpResponse answer =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(failure.status()),
            Unpooled.wrappedBuffer(text));
    answer
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
        .set(HttpHeaderNames.DATE, serving.date())
        .set(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(text.length))
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    context().write(answer);
    flush();
    if (serving.options.accessLog()) {
      AccessLog.writeRefused(channel().remoteAddress(), failure.status(), text.length);
    }
    finish(true);
  }

  private void drop(Object message) {
    if (message instanceof HttpContent content) {
      lingered += content.content().readableBytes();
    }
    ReferenceCountUtil.release(message);
    if (lingered > MAX_LINGERED) {
      connection.abort();
    }
  }

  // --- deadlines ---

  private void receivedTooSlowly() {
    connection.wake(null);
    Exchange exchange = current;
    if (closing) {
      connection.abort();
    } else if (exchange != null) {
      reject(pace.tooSlow());
      if (exchange == answered) {
        connection.abort();
      }
    } else if (headBegun) {
      reject(
          new HttpProtocolException(
              "the headers took more than " + serving.options.headerTimeout(),
              Status.REQUEST_TIMEOUT));
    } else {
      finish(false);
    }
  }

  private void handledTooSlowly() {
    if (current != null) {
      current.timedOut();
    }
  }

  // --- the end ---

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      inputEnded = true;
      Exchange exchange = current;
      if (closing) {
        connection.close();
      } else if (exchange == null) {
        finish(false);
      } else {
        exchange.body.fail(inputEnd());
        endUnlessAnswered(exchange);
      }
    }
  }

  private static IOException inputEnd() {
    return new IOException("the client has ended the connection");
  }

  /// What is answered without waiting goes out: only one direction may have ended.
  private void endUnlessAnswered(Exchange exchange) {
    loop.callSoon(() -> loop.callSoon(() -> endIfStill(exchange)));
  }

  private void endIfStill(Exchange exchange) {
    if (current == exchange && exchange != answered) {
      exchange.gone(inputEnd());
      finish(false);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof HttpProtocolException failure) {
      reject(failure);
    } else if (cause instanceof IOException) {
      connection.abort();
    } else {
      reject(
          new HttpProtocolException(String.valueOf(cause.getMessage()), Status.BAD_REQUEST, cause));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    closing = true;
    receiving.close();
    pending.forEach(ReferenceCountUtil::release);
    pending.clear();
    Exchange exchange = current;
    if (exchange != null) {
      IOException failure = connection.failure();
      exchange.gone(
          failure == null ? new IOException("the client has closed the connection") : failure);
      exchange.body.drop();
    }
    handling.close();
    context.fireChannelInactive();
  }

  /// Closes the connection when what was written is sent.
  ///
  /// @param unread whether the client may still be sending
  private void finish(boolean unread) {
    if (closing) {
      return;
    }
    closing = true;
    pending.forEach(ReferenceCountUtil::release);
    pending.clear();
    if (!unread || inputEnded || connection.tlsInfo() != null) {
      receiving.clear();
      connection.close();
      return;
    }
    receiving.set(LINGER_NANOS);
    channel().config().setAutoRead(true);
    channel()
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(_ -> ((DuplexChannel) channel()).shutdownOutput());
  }

  @Override
  void abort() {
    closing = true;
    connection.abort();
  }

  /// The server was closed.
  void drain() {
    draining = true;
    if (webSocket != null) {
      webSocket.goAway();
    } else if (current == null) {
      finish(false);
    }
  }

  // --- WebSocket ---

  /// Whether something has come behind the current request.
  boolean hasMore() {
    return !pending.isEmpty() || rejection != null;
  }

  /// Makes the connection a WebSocket's; the head of the answer was written.
  WebSocketChannel upgrade(WebSocketAgreement agreement, WebSocketOptions options) {
    closing = true; // for HTTP
    receiving.close();
    WebSocketChannel made = WebSocketUpgrade.server(connection, this::leave, agreement, options);
    webSocket = made;
    if (draining) {
      made.goAway();
    }
    return made;
  }

  void cancel(String reason) {
    if (current != null) {
      current.cancel(reason);
    }
  }

  private void leave() {
    ChannelPipeline pipeline = connection.channel().pipeline();
    pipeline.remove(this);
    Http1.remove(pipeline);
  }

  // --- about it ---

  @Override
  String version() {
    return "HTTP/1.1";
  }

  @Override
  boolean carriesFiles() {
    return true;
  }

  @Override
  void flush() {
    connection.flushSoon();
  }
}
