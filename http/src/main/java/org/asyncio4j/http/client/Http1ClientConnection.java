package org.asyncio4j.http.client;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.asyncio4j.http.HttpLimits;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.wire.Deadline;
import org.asyncio4j.http.wire.Decompression;
import org.asyncio4j.http.wire.Http1;
import org.asyncio4j.http.wire.ResponseState;
import org.asyncio4j.http.wire.WebSocketChannel;
import org.asyncio4j.net.ChannelConnection;
import org.jspecify.annotations.Nullable;

/// A connection that speaks HTTP/1.1, with one round trip at a time. Whatever comes while there is
/// none ends it, and so does a round trip that has not come to its end: what a request brings can
/// only be read by whoever has sent it.
///
/// On the loop.
final class Http1ClientConnection implements PooledConnection, Carrier {
  private final HttpLimits limits;
  private final boolean decompression;
  private final ChannelConnection connection;
  private final Deadline deadline;
  private ResponseState responses;
  private @Nullable RoundTrip current;

  /// What this has become; null while it speaks HTTP.
  private @Nullable WebSocketChannel webSocket;

  /// Told when this can serve somebody else, or nobody any more.
  private ConnectionPool.@Nullable HostPool pool;

  /// Whether the request and the response that are under way allow another one.
  private boolean keepAlive;

  private boolean lost;

  /// Since when nobody uses it, in the loop's time.
  long idleSince;

  /// How many round trips there were.
  private int served;

  Http1ClientConnection(ClientOptions options, ChannelConnection connection) {
    limits = options.limits();
    decompression = options.decompression();
    this.connection = connection;
    deadline = new Deadline(connection.loop(), this::timedOut);
    responses = enter();
  }

  private ResponseState enter() {
    ChannelPipeline pipeline = channel().pipeline();
    ResponseState made = Http1.client(pipeline, limits);
    if (decompression) {
      pipeline.addLast(Decompression.ofResponses(limits));
    }
    pipeline.addLast(new Receiver());
    return made;
  }

  /// Takes HTTP out of the pipeline.
  void leave() {
    ChannelPipeline pipeline = channel().pipeline();
    pipeline.remove(Receiver.class);
    if (decompression) {
      pipeline.remove(Decompression.class);
    }
    Http1.remove(pipeline);
  }

  /// Begins anew: a proxy has made of this a connection to a server.
  void reenter() {
    leave();
    responses = enter();
    served = 0;
  }

  @Override
  public void belongsTo(ConnectionPool.HostPool pool) {
    this.pool = pool;
  }

  /// Whether a request can be sent: it is open, and nothing has come that nobody has asked for.
  boolean isUsable() {
    return !lost && webSocket == null && !connection.isClosing() && responses.isClean();
  }

  // --- round trips ---

  @Override
  public void begin(RoundTrip roundTrip, HttpRequest request, boolean keepAlive) {
    if (current != null) {
      throw new IllegalStateException("this connection is in use");
    }
    current = roundTrip;
    served++;
    this.keepAlive = keepAlive;
    channel().write(request, channel().voidPromise());
    connection.flushSoon();
  }

  private void timedOut() {
    if (current != null) {
      current.timedOut();
    }
  }

  @Override
  public void ended(boolean clean) {
    current = null;
    if (pool == null) {
      return; // a proxy has answered, and whoever makes this connection goes on
    }
    if (clean && keepAlive && responses.isKeepAlive() && isUsable()) {
      connection.channel().config().setAutoRead(true);
      pool.release(this);
    } else {
      close();
    }
  }

  @Override
  public void abort() {
    current = null;
    retire();
    connection.abort();
  }

  @Override
  public void close() {
    retire();
    connection.close();
  }

  // --- WebSocket ---

  /// From now on the connection is the WebSocket's, and its place in the pool is taken until it is
  /// closed.
  void becomes(WebSocketChannel made) {
    webSocket = made;
    current = null;
    deadline.close();
    channel().closeFuture().addListener(_ -> retire());
  }

  @Override
  public void shutDown() {
    if (webSocket != null) {
      webSocket.goAway();
    } else if (current == null) {
      close();
    } else {
      current.sessionClosed();
    }
  }

  private void retire() {
    lost = true;
    ConnectionPool.HostPool of = pool;
    if (of != null) {
      pool = null;
      of.retired(this);
    }
    deadline.close();
  }

  // --- what comes; in a poll ---

  private final class Receiver extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      RoundTrip roundTrip = current;
      if (roundTrip == null) { // nobody has asked for it
        ReferenceCountUtil.release(message);
        if (!lost) {
          abort();
        }
      } else {
        roundTrip.receive(
            (HttpObject) message); // nothing else comes before a change of the protocol
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event == ChannelInputShutdownEvent.INSTANCE) {
        disconnected(null);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      if (cause instanceof HttpProtocolException && responses.isCut()) {
        disconnected(null);
      } else if (cause instanceof IOException failure
          && !(cause instanceof HttpProtocolException)) {
        disconnected(failure);
      } else if (current != null) {
        current.refuse(cause);
      } else if (!lost) {
        abort();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      disconnected(connection.failure());
    }
  }

  private void disconnected(@Nullable IOException cause) {
    RoundTrip roundTrip = current;
    if (roundTrip != null) {
      roundTrip.disconnected(cause, responses.hasBegun());
    } else if (!lost) {
      close();
    }
  }

  // --- a carrier ---

  @Override
  public ChannelConnection connection() {
    return connection;
  }

  @Override
  public Channel channel() {
    return connection.channel();
  }

  @Override
  public Deadline deadline() {
    return deadline;
  }

  @Override
  public String version(HttpResponse head) {
    return head.protocolVersion().text();
  }

  @Override
  public boolean isReused() {
    return served > 0;
  }

  @Override
  public boolean isFramed() {
    return false;
  }

  @Override
  public void avoid() {} // it serves nobody any more
}
