package org.asyncio4j.http.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/// The pings of one WebSocket: those that wait for their pong, those that wait to be answered, and
/// how many come. On the loop.
final class WebSocketPings {
  private static final long WINDOW = TimeUnit.SECONDS.toNanos(1);

  /// One that was sent.
  static final class Sent {
    final Future<@Nullable Void> turn;
    private final long at = System.nanoTime();
    private @Nullable Duration answered;

    private Sent(Future<@Nullable Void> turn) {
      this.turn = turn;
    }

    /// {@return after which time the pong has come; null when it has not}
    @Nullable Duration answered() {
      return answered;
    }
  }

  private final int most;
  private final Map<Long, Sent> waiting = new LinkedHashMap<>();
  private long last;

  /// What has to be answered when there is room; of several, RFC 6455 asks for the last only.
  private byte @Nullable [] unanswered;

  private long windowStart = System.nanoTime();
  private int count;

  /// @param most that may come in a second
  WebSocketPings(int most) {
    this.most = most;
  }

  // --- of the other side ---

  /// Counts a ping, or a pong that nobody has asked for. {@return whether it is one too many}
  boolean isFlood() {
    long now = System.nanoTime();
    if (now - windowStart > WINDOW) {
      windowStart = now;
      count = 0;
    }
    return ++count > most;
  }

  /// Keeps what has to be answered later.
  void answerLater(ByteBuf payload) {
    unanswered = ByteBufUtil.getBytes(payload);
  }

  /// {@return what has to be answered now; null when there is nothing}
  @Nullable ByteBuf takeUnanswered() {
    byte[] payload = unanswered;
    unanswered = null;
    return payload == null ? null : Unpooled.wrappedBuffer(payload);
  }

  // --- of this side ---

  /// {@return a ping's payload, which no other has}
  ByteBuf next() {
    return Unpooled.buffer(Long.BYTES).writeLong(++last);
  }

  /// Waits for the pong to the payload that [#next] has given last.
  Sent await(Future<@Nullable Void> turn) {
    Sent sent = new Sent(turn);
    waiting.put(last, sent);
    return sent;
  }

  /// Nobody waits for it any more.
  void forget(Sent sent) {
    waiting.values().remove(sent);
  }

  /// Takes a pong, which answers its ping and those before. {@return who waited for them; null when
  /// it answers none of this side's}
  @Nullable List<Sent> answered(ByteBuf payload) {
    if (payload.readableBytes() != Long.BYTES) {
      return null;
    }
    long id = payload.getLong(payload.readerIndex());
    if (id < 1 || id > last) {
      return null;
    }
    List<Sent> answered = new ArrayList<>();
    for (Map.Entry<Long, Sent> entry : waiting.entrySet()) {
      if (entry.getKey() <= id) {
        Sent sent = entry.getValue();
        sent.answered = Duration.ofNanos(System.nanoTime() - sent.at);
        answered.add(sent);
      }
    }
    waiting.values().removeAll(answered);
    return answered;
  }

  /// {@return all who wait, who will have no answer}
  List<Sent> abandon() {
    List<Sent> all = List.copyOf(waiting.values());
    waiting.clear();
    return all;
  }
}
