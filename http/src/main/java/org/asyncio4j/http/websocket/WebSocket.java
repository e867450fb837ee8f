package org.asyncio4j.http.websocket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.asyncio4j.http.Json;
import org.asyncio4j.http.wire.WebSocketAccess;
import org.asyncio4j.http.wire.WebSocketChannel;
import org.jspecify.annotations.Nullable;

/// Messages in both directions over one connection (RFC 6455; aiohttp's `WebSocketResponse` and
/// `ClientWebSocketResponse`). Pings are answered by themselves, and the other side is asked now
/// and then whether it is still there.
///
/// One task receives, any number of tasks send; messages are never mixed.
///
/// Cancelling: whoever is cancelled in a `receive` has taken nothing, the message is there for the
/// next; whoever is cancelled in a `send` has sent nothing.
///
/// Thread rule: on the loop of its connection.
public final class WebSocket implements Iterable<Message>, AutoCloseable {
  static {
    WebSocketAccess.open(WebSocket::new);
  }

  private final WebSocketChannel channel;

  private WebSocket(WebSocketChannel channel) {
    this.channel = channel;
  }

  // --- receiving ---

  /// Suspends until a message has come.
  ///
  /// @return the message; null when the WebSocket was closed, by either side, and no message is
  ///   left: [#closeCode] says why
  /// @throws WebSocketClosedException when the connection was lost, or the other side has broken
  ///   the rules
  /// @throws IllegalStateException when another task is receiving
  public @Nullable Message receive() throws WebSocketClosedException {
    return channel.receive();
  }

  /// Suspends until a text has come.
  ///
  /// @return the text
  /// @throws WebSocketClosedException also when the WebSocket was closed
  /// @throws IOException when a binary message has come, which is lost
  /// @throws IllegalStateException when another task is receiving
  public String receiveText() throws IOException {
    return switch (receiveAny()) {
      case Message.Text(String text) -> text;
      case Message.Binary(byte[] data) ->
          throw new IOException(
              "a binary message of " + data.length + " bytes has come where a text was expected");
    };
  }

  /// Suspends until a binary message has come.
  ///
  /// @return its bytes
  /// @throws WebSocketClosedException also when the WebSocket was closed
  /// @throws IOException when a text has come, which is lost
  /// @throws IllegalStateException when another task is receiving
  public byte[] receiveBinary() throws IOException {
    return switch (receiveAny()) {
      case Message.Binary(byte[] data) -> data;
      case Message.Text(String text) ->
          throw new IOException(
              "a text of "
                  + text.length()
                  + " characters has come where a binary message was expected");
    };
  }

  /// Suspends until a message has come, text or binary, and takes it for JSON.
  ///
  /// @param <T> the value's type
  /// @param type the value's class
  /// @return the value
  /// @throws WebSocketClosedException also when the WebSocket was closed
  /// @throws IOException when the message is no JSON, or not of this type
  /// @throws IllegalStateException when another task is receiving, or Jackson is missing
  public <T> T receiveJson(Class<T> type) throws IOException {
    Objects.requireNonNull(type, "type");
    return switch (receiveAny()) {
      case Message.Text(String text) -> Json.decode(text.getBytes(StandardCharsets.UTF_8), type);
      case Message.Binary(byte[] data) -> Json.decode(data, type);
    };
  }

  private Message receiveAny() throws WebSocketClosedException {
    Message message = receive();
    if (message == null) {
      throw channel.closed("no message comes any more");
    }
    return message;
  }

  /// {@return the messages that are still to come, for one `for` loop, which suspends and ends when
  /// the WebSocket is closed} When the connection is lost, or the other side breaks the rules, a
  /// [WebSocketClosedException] is thrown as the cause of an `UncheckedIOException`.
  @Override
  public Iterator<Message> iterator() {
    return new Messages();
  }

  private final class Messages implements Iterator<Message> {
    private @Nullable Message next;

    @Override
    public boolean hasNext() {
      if (next == null) {
        try {
          next = receive();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return next != null;
    }

    @Override
    public Message next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the WebSocket is closed");
      }
      Message message = Objects.requireNonNull(next);
      next = null;
      return message;
    }
  }

  // --- sending ---

  /// Suspends while more than 64 KiB wait to be sent, then sends a text.
  ///
  /// What one iteration of the loop sends goes together; nothing has to be flushed.
  ///
  /// @param text what to send; half a surrogate pair becomes `?`
  /// @throws WebSocketClosedException when the WebSocket is closed, or the connection lost
  public void send(String text) throws WebSocketClosedException {
    Objects.requireNonNull(text, "text");
    channel.send(text);
  }

  /// As [#send(String)], a binary message.
  ///
  /// @param data is copied
  /// @throws WebSocketClosedException when the WebSocket is closed, or the connection lost
  public void send(byte[] data) throws WebSocketClosedException {
    Objects.requireNonNull(data, "data");
    channel.send(data);
  }

  /// As [#send(String)], a value as JSON.
  ///
  /// @param value a record, bean, collection, `JsonNode`, or null
  /// @throws WebSocketClosedException when the WebSocket is closed, or the connection lost
  /// @throws IllegalArgumentException when it cannot be written as JSON
  /// @throws IllegalStateException when Jackson is missing
  public void sendJson(@Nullable Object value) throws WebSocketClosedException {
    channel.sendText(Json.encode(value));
  }

  /// Asks the other side for an answer, and suspends until it has come.
  ///
  /// Answers are seen only while there is room for messages: somebody has to receive them.
  ///
  /// @return how long that took
  /// @throws WebSocketClosedException when the WebSocket is closed, or the connection lost
  public Duration ping() throws WebSocketClosedException {
    return channel.ping();
  }

  // --- the end ---

  /// As [#close(int, String)], with 1000 and no reason. Does nothing the second time.
  @Override
  public void close() {
    close(CloseCode.NORMAL, "");
  }

  /// Says goodbye, and suspends until the other side has answered and the connection is closed; at
  /// the most as long as [WebSocketOptions#closeTimeout], then it is cut. What has come and nobody
  /// has received is dropped; what was sent before arrives.
  ///
  /// Cancelling this does not keep the WebSocket open: it is closed all the same, without waiting.
  ///
  /// @param code one of [CloseCode] that can be sent, or 3000 to 4999
  /// @param reason at most 123 bytes in UTF-8
  /// @throws IllegalArgumentException when one of them cannot be sent
  public void close(int code, String reason) {
    Objects.requireNonNull(reason, "reason");
    channel.close(code, reason);
  }

  /// {@return whether it is closed, lost, or being closed: nothing can be sent any more}
  public boolean isClosed() {
    return channel.isClosed();
  }

  /// {@return how it has ended; 0 before} The code of the other side's close frame, 1005 if that
  /// had none; 1006 when the connection was lost without one; or the code by which this side has
  /// closed a WebSocket on which the other one broke the rules.
  public int closeCode() {
    return channel.closeCode();
  }

  /// {@return what the other side has said when it closed, or what was wrong; may be empty}
  public String closeReason() {
    return channel.closeReason();
  }

  /// {@return the subprotocol that both sides have agreed on; null without one}
  public @Nullable String subprotocol() {
    return channel.subprotocol();
  }

  /// {@return whether messages are compressed}
  public boolean isCompressed() {
    return channel.isCompressed();
  }

  @Override
  public String toString() {
    return "WebSocket["
        + (closeCode() != 0
            ? "closed " + closeCode() + " " + closeReason()
            : isClosed() ? "closing" : "open")
        + "]";
  }
}
