package org.asyncio4j.http.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.Status;
import org.asyncio4j.http.wire.Deadline;
import org.asyncio4j.net.ChannelConnection;
import org.jspecify.annotations.Nullable;

/// One stream of an HTTP/2 connection: one request and its answer. On the loop.
final class Http2Stream extends ServerChannel {
  private final Deadline receiving;
  private final Deadline handling;
  private final BodyPace pace;

  /// Null before the request's headers and after the answer.
  private @Nullable Exchange current;

  /// The same, while its body is still coming.
  private @Nullable Exchange receiver;

  Http2Stream(Serving serving, ChannelConnection connection) {
    super(serving, connection);
    receiving = new Deadline(loop, this::receivedTooSlowly);
    handling = new Deadline(loop, this::handledTooSlowly);
    pace = new BodyPace(serving, receiving);
  }

  // --- what comes ---

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest head) {
      begin(head);
    } else if (message instanceof HttpContent content && receiver != null) {
      receive(receiver, content);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(HttpRequest head) {
    long length =
        HttpUtil.isTransferEncodingChunked(head) ? -1 : HttpUtil.getContentLength(head, 0L);
    Exchange exchange = new Exchange(this, head, length, handling);
    current = exchange;
    receiver = exchange;
    if (length != 0) {
      pace.begin();
    }
    exchange.start();
  }

  private void receive(Exchange exchange, HttpContent content) {
    boolean last = content instanceof LastHttpContent;
    int count = content.content().readableBytes();
    if (last) {
      receiving.clear();
      receiver = null;
    } else {
      pace.came(count);
    }
    exchange.body.feed(content.content());
    if (last) {
      exchange.body.end();
    }
  }

  // --- deadlines ---

  private void receivedTooSlowly() {
    connection.wake(null);
    Exchange exchange = receiver;
    if (exchange == null) {
      return;
    }
    receiver = null;
    exchange.body.fail(pace.tooSlow());
    if (current == null) {
      channel().close();
    }
  }

  private void handledTooSlowly() {
    if (current != null) {
      current.timedOut();
    }
  }

  // --- the end ---

  @Override
  boolean keepsAlive(Exchange exchange) {
    return true; // what the answer says of the connection is not sent
  }

  @Override
  void ended(Exchange exchange) {
    current = null;
    exchange.body.drop();
    if (!exchange.isGone() && !exchange.body.isEnded() && !exchange.keepsAlive()) {
      channel().close(); // when the answer has gone out; the rest of the request is not wanted
    }
  }

  /// The other side has done something wrong: the codec ends the stream next.
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (receiver != null) {
      receiver.body.fail(
          new HttpProtocolException(String.valueOf(cause.getMessage()), Status.BAD_REQUEST, cause));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    receiving.close();
    receiver = null;
    Exchange exchange = current;
    if (exchange != null) {
      IOException failure = connection.failure();
      exchange.gone(failure == null ? new IOException("the client has ended the stream") : failure);
      exchange.body.drop();
    }
    handling.close();
    context.fireChannelInactive();
  }

  @Override
  void abort() {
    channel().close();
  }

  void cancel(String reason) {
    if (current != null) {
      current.cancel(reason);
    }
  }

  // --- about it ---

  @Override
  String version() {
    return "HTTP/2";
  }

  @Override
  void flush() {
    connection.flushSoon();
  }
}
