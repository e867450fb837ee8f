package org.asyncio4j.http.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtension;
import java.util.List;
import org.asyncio4j.http.websocket.CloseCode;

/// Netty's decoder of frames, and the guard behind it for what that lets through or says wrong:
/// reserved bits once an extension is agreed on, close codes that nobody may send, and lengths
/// beyond all bounds. It says what is wrong by an exception, and closes nothing by itself: it would
/// do so with no close frame, or the wrong code.
final class WebSocketFrameDecoder extends WebSocket13FrameDecoder {
  /// What Netty says of a length whose top bit is set; its status is that of any other violation.
  private static final String NEGATIVE = "negative length";

  private boolean corrupt;

  /// @param masked whether what comes is masked: it is what clients send
  /// @param extended whether the first bit of the reserved ones may be set
  /// @param maxLength of a frame's payload as it comes
  WebSocketFrameDecoder(boolean masked, boolean extended, int maxLength) {
    super(
        WebSocketDecoderConfig.newBuilder()
            .expectMaskedFrames(masked)
            .allowExtensions(extended)
            .maxFramePayloadLength(maxLength)
            .closeOnProtocolViolation(false)
            .build());
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    if (corrupt) {
      in.skipBytes(in.readableBytes());
      return;
    }
    try {
      super.decode(context, in, out);
      if (!out.isEmpty()) {
        checkReserved((WebSocketFrame) out.getLast(), out);
      }
    } catch (CorruptedWebSocketFrameException e) {
      corrupt = true;
      String message = String.valueOf(e.getMessage());
      throw message.contains(NEGATIVE)
          ? new CorruptedWebSocketFrameException(WebSocketCloseStatus.MESSAGE_TOO_BIG, message)
          : e;
    }
  }

  /// RFC 7692, section 6: the bit is for the first frame of a message.
  private static void checkReserved(WebSocketFrame frame, List<Object> out) {
    int rsv = frame.rsv();
    boolean data = WebSocketInbox.isData(frame);
    boolean first = data && !(frame instanceof ContinuationWebSocketFrame);
    if (rsv != 0 && !(first && rsv == WebSocketExtension.RSV1)) {
      out.removeLast();
      frame.release();
      throw new CorruptedWebSocketFrameException(
          WebSocketCloseStatus.PROTOCOL_ERROR,
          "reserved bits " + Integer.toBinaryString(rsv) + " in a frame that cannot have them");
    }
  }

  @Override
  protected void checkCloseFrameBody(ChannelHandlerContext context, ByteBuf body) {
    if (body.readableBytes() >= 2) {
      int code = body.getUnsignedShort(body.readerIndex());
      if (!CloseCode.isSendable(code)) {
        throw new CorruptedWebSocketFrameException(
            WebSocketCloseStatus.PROTOCOL_ERROR, "nobody may send the close code " + code);
      }
    }
    super.checkCloseFrameBody(context, body);
  }
}
