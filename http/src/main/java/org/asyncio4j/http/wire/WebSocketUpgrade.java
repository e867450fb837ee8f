package org.asyncio4j.http.wire;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import java.io.UncheckedIOException;
import org.asyncio4j.CancelledError;
import org.asyncio4j.http.websocket.CloseCode;
import org.asyncio4j.http.websocket.WebSocketClosedException;
import org.asyncio4j.http.websocket.WebSocketHandler;
import org.asyncio4j.http.websocket.WebSocketOptions;
import org.asyncio4j.net.ChannelConnection;

/// Goes over from HTTP/1.1 to WebSocket on a channel.
public final class WebSocketUpgrade {
  private WebSocketUpgrade() {}

  /// Makes the channel of a server a WebSocket's. Called in the task of the request, when the head
  /// of the 101 was written to the channel, and nothing else will be.
  ///
  /// From then on the connection is the WebSocket's: it closes it. When the server is closed,
  /// [WebSocketChannel#goAway] is to be called.
  ///
  /// @param connection the one of the request
  /// @param removal takes the handlers of HTTP out of its pipeline, the last one first: what they
  ///   have received and not used goes to the new ones
  /// @param agreement as [WebSocketServerHandshake] says
  /// @param options what is allowed
  /// @return the WebSocket, which is open
  public static WebSocketChannel server(
      ChannelConnection connection,
      Runnable removal,
      WebSocketAgreement agreement,
      WebSocketOptions options) {
    return go(connection, removal, true, agreement, options);
  }

  /// Makes the channel of a client a WebSocket's. Called by a handler of HTTP when it is given the
  /// head of the 101, and before it returns: what comes behind is the WebSocket's.
  ///
  /// @param connection the one of the request
  /// @param removal takes the handlers of HTTP out of its pipeline, the last one first
  /// @param agreement as [WebSocketClientHandshake#check] says
  /// @param options what is allowed
  /// @return the WebSocket, which is open
  public static WebSocketChannel client(
      ChannelConnection connection,
      Runnable removal,
      WebSocketAgreement agreement,
      WebSocketOptions options) {
    return go(connection, removal, false, agreement, options);
  }

  private static WebSocketChannel go(
      ChannelConnection connection,
      Runnable removal,
      boolean server,
      WebSocketAgreement agreement,
      WebSocketOptions options) {
    WebSocketChannel made = new WebSocketChannel(connection, server, agreement, options);
    ChannelPipeline pipeline = connection.channel().pipeline();
    WebSocketDeflate deflate = agreement.deflate();
    int max = options.maxMessageSize();
    pipeline.addLast(
        new WebSocketFrameDecoder(
            server, deflate != null, deflate == null ? max : WebSocketDeflate.wireBound(max)),
        new WebSocket13FrameEncoder(!server));
    if (deflate != null) {
      pipeline.addLast(deflate.encoder());
    }
    pipeline.addLast(made);
    removal.run();
    made.begin();
    return made;
  }

  /// Runs a server's handler, and suspends until it has returned and the WebSocket is closed.
  ///
  /// @param channel of [#server]
  /// @param handler the program's
  /// @throws Exception what the handler has thrown, if not because the WebSocket was closed; it is
  ///   being closed then, with 1011
  public static void serve(WebSocketChannel channel, WebSocketHandler handler) throws Exception {
    try {
      handler.handle(WebSocketAccess.of(channel));
      channel.close(CloseCode.NORMAL, "");
    } catch (WebSocketClosedException | UncheckedIOException e) {
      Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
      if (!(cause instanceof WebSocketClosedException && channel.isClosed())) {
        channel.beginClose(CloseCode.INTERNAL_ERROR, "");
        throw e;
      }
    } catch (CancelledError e) {
      channel.goAway();
      throw e;
    } catch (Throwable e) {
      channel.beginClose(CloseCode.INTERNAL_ERROR, "");
      throw e;
    }
  }
}
