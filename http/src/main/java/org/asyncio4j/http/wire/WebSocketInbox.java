package org.asyncio4j.http.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelPipelineException;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.zip.DataFormatException;
import org.asyncio4j.http.websocket.Message;
import org.jspecify.annotations.Nullable;

/// Makes messages of frames, and keeps those that nobody has received.
///
/// When there is enough of them, what has come with them waits as it is, compressed: a hundred
/// messages of a MiB each fit into one read. So no more than the queue's size, one message, and one
/// read are in memory; and nothing of it is a buffer of the channel, so nothing leaks when nobody
/// comes to receive it.
final class WebSocketInbox {
  /// What a message counts for beside its bytes: empty ones are not for free.
  private static final int OVERHEAD = 64;

  private final int maxMessage;
  private final int highWater;

  /// Decompresses frames that say so; null without compression. Netty's handlers are made for a
  /// pipeline; in one of its own they work when it is time, and not when something comes.
  private final @Nullable EmbeddedChannel inflater;

  /// Told to read on or not.
  private final Consumer<Boolean> reading;

  /// Told when a message cannot be taken, and by which code the WebSocket is to be closed.
  private final Consumer<CorruptedWebSocketFrameException> corrupt;

  private final ArrayDeque<Message> messages = new ArrayDeque<>();
  private final ArrayDeque<WebSocketFrame> backlog = new ArrayDeque<>();
  private long queued;
  private boolean full;
  private boolean dropping;

  /// The message whose fragments come: one of the two, or none.
  private @Nullable WebSocketText text;

  private @Nullable ByteArrayOutputStream bytes;
  private int size;

  /// @param maxMessage in bytes
  /// @param highWater in bytes
  /// @param inflater null without compression
  /// @param reading told to read on or not
  /// @param corrupt told when a message cannot be taken
  WebSocketInbox(
      int maxMessage,
      int highWater,
      @Nullable EmbeddedChannel inflater,
      Consumer<Boolean> reading,
      Consumer<CorruptedWebSocketFrameException> corrupt) {
    this.maxMessage = maxMessage;
    this.highWater = highWater;
    this.inflater = inflater;
    this.reading = reading;
    this.corrupt = corrupt;
  }

  static boolean isData(WebSocketFrame frame) {
    return frame instanceof TextWebSocketFrame
        || frame instanceof BinaryWebSocketFrame
        || frame instanceof ContinuationWebSocketFrame;
  }

  /// Takes `frame`, which is released here.
  void add(WebSocketFrame frame) {
    if (dropping) {
      frame.release();
    } else if (full) {
      backlog.add(frame.replace(Unpooled.wrappedBuffer(ByteBufUtil.getBytes(frame.content()))));
      frame.release();
    } else {
      assemble(frame);
    }
  }

  /// {@return the next message; null when none has come completely}
  @Nullable Message poll() {
    Message message = messages.poll();
    if (message != null) {
      queued -= weight(message);
    }
    if (full && queued <= highWater / 4) {
      full = false;
      while (!full && !backlog.isEmpty()) {
        assemble(backlog.remove());
      }
      if (!full) {
        reading.accept(true);
      }
    }
    return message;
  }

  /// {@return whether nothing is read because nobody receives}
  boolean isFull() {
    return full;
  }

  /// Drops what there is and what is to come.
  void drop() {
    dropping = true;
    messages.clear();
    refuse();
    queued = 0;
    if (full) {
      full = false;
      reading.accept(true);
    }
  }

  /// Takes nothing more; messages that are there can be received.
  void refuse() {
    dropping = true;
    backlog.clear(); // its buffers are on the heap
    text = null;
    bytes = null;
    release();
  }

  /// Ends the decompression; what is still to come, and was to be dropped anyway, is released.
  private void release() {
    if (inflater != null && inflater.isOpen()) {
      try {
        inflater.finishAndReleaseAll();
      } catch (CodecException | ChannelPipelineException _) {
        // of what had failed before
      }
    }
  }

  private static long weight(Message message) {
    return OVERHEAD
        + switch (message) {
          case Message.Text(String text) -> 2L * text.length();
          case Message.Binary(byte[] data) -> data.length;
        };
  }

  private void put(Message message) {
    messages.add(message);
    queued += weight(message);
    if (!full && queued > highWater) {
      full = true;
      reading.accept(false);
    }
  }

  // --- frames ---

  private void assemble(WebSocketFrame frame) {
    try {
      WebSocketFrame plain = inflater == null ? frame : inflated(inflater, frame);
      try {
        append(plain);
      } finally {
        plain.release();
      }
    } catch (CharacterCodingException _) {
      corrupt.accept(
          new CorruptedWebSocketFrameException(
              WebSocketCloseStatus.INVALID_PAYLOAD_DATA, "a text is not UTF-8"));
    } catch (CorruptedWebSocketFrameException e) {
      corrupt.accept(e);
    }
  }

  /// How much comes of it is bounded while it is done.
  private WebSocketFrame inflated(EmbeddedChannel inflater, WebSocketFrame frame) {
    try {
      inflater.writeInbound(frame);
      return inflater.readInbound();
    } catch (DecompressionException e) {
      throw e.getCause() instanceof DataFormatException ? undecodable(e) : tooBig();
    } catch (CodecException e) {
      throw undecodable(e);
    }
  }

  private static CorruptedWebSocketFrameException undecodable(CodecException cause) {
    return new CorruptedWebSocketFrameException(
        WebSocketCloseStatus.INVALID_PAYLOAD_DATA, "a message cannot be decompressed", cause);
  }

  private CorruptedWebSocketFrameException tooBig() {
    return new CorruptedWebSocketFrameException(
        WebSocketCloseStatus.MESSAGE_TOO_BIG, "a message is larger than " + maxMessage + " bytes");
  }

  private void append(WebSocketFrame frame) throws CharacterCodingException {
    ByteBuf content = frame.content();
    boolean last = frame.isFinalFragment();
    if (content.readableBytes() > maxMessage - size) {
      throw tooBig();
    }
    if (frame instanceof TextWebSocketFrame && last) {
      put(new Message.Text(WebSocketText.decode(content.nioBuffer())));
      return;
    }
    if (frame instanceof BinaryWebSocketFrame && last) {
      put(new Message.Binary(ByteBufUtil.getBytes(content)));
      return;
    }
    size += content.readableBytes();
    if (frame instanceof TextWebSocketFrame || text != null) {
      WebSocketText all = text == null ? new WebSocketText() : text;
      all.add(content.nioBuffer(), last);
      text = last ? null : all;
      if (last) {
        put(new Message.Text(all.toString()));
      }
    } else {
      ByteArrayOutputStream all = bytes == null ? new ByteArrayOutputStream() : bytes;
      all.writeBytes(ByteBufUtil.getBytes(content));
      bytes = last ? null : all;
      if (last) {
        put(new Message.Binary(all.toByteArray()));
      }
    }
    if (last) {
      size = 0;
    }
  }
}
