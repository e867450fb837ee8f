package org.asyncio4j.http.wire;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Ends what takes too long on an HTTP/2 connection: headers, streams of which the other side takes
/// nothing or next to nothing, the whole connection when it is idle or dead.
///
/// While anything is going on it looks every now and then what has become of it, so a deadline is
/// kept to a quarter of the shortest; nothing has to be noted on the way but what a stream that
/// waits has sent.
///
/// On the loop, in a poll.
final class Http2Deadlines implements Http2FrameGuard.Listener {
  /// What the other side has to take in the time of a write.
  private static final int LEAST_PROGRESS = 16 * 1024;

  private static final long KEEP_ALIVE = 0x616c_6976_653f_3f3fL;

  private final Http2Session session;
  private final Channel channel;
  private final long stepNanos;

  /// The next look; null when it is over.
  private io.netty.util.concurrent.@Nullable Future<?> timer;

  /// Whether that is the look after which an idle connection is closed.
  private boolean idle;

  /// Whether a stream or its headers have begun since the last look.
  private boolean used;

  /// How long each has gone on, as far as the looks tell.
  private long headersNanos;

  private long silentNanos;
  private long unwritableNanos;
  private int lastBlock;
  private long lastReceived;
  private boolean pinged;

  /// The streams that had data to send at the last look.
  private final IntObjectMap<Waiting> waiting = new IntObjectHashMap<>();

  private static final class Waiting {
    long nanos;
    int sent;
  }

  Http2Deadlines(Http2Session session) {
    this.session = session;
    channel = session.connection.channel();
    stepNanos = session.limits.granularity().toNanos();
  }

  void start() {
    schedule(stepNanos);
  }

  void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  @Override
  public void headersBegin() {
    stir();
  }

  /// Called when something begins that has a deadline.
  void stir() {
    used = true;
    if (idle && timer != null) {
      timer.cancel(false);
      schedule(stepNanos);
    }
  }

  @Override
  public void sent(int streamId, int bytes) {
    if (!waiting.isEmpty()) {
      Waiting stream = waiting.get(streamId);
      if (stream != null) {
        stream.sent += bytes;
      }
    }
  }

  private void schedule(long nanos) {
    idle = false;
    timer =
        channel
            .eventLoop()
            .schedule(() -> channel.eventLoop().execute(this::look), nanos, TimeUnit.NANOSECONDS);
  }

  private void look() {
    if (timer == null) {
      return;
    }
    boolean wasIdle = idle;
    boolean open = session.guard.openBlock() != 0;
    if (session.streams.isEmpty() && !used && !open) {
      if (wasIdle) {
        session.drain();
        schedule(session.limits.idleTimeout().toNanos());
      } else {
        schedule(session.limits.idleTimeout().toNanos());
        idle = true;
      }
      return;
    }
    used = false;
    if (lookAtHeaders() && lookAtChannel() && lookAtSilence()) {
      lookAtStreams();
      schedule(stepNanos);
    }
  }

  private static boolean isOver(long nanos, Duration limit) {
    return nanos >= limit.toNanos();
  }

  private boolean lookAtHeaders() {
    int block = session.guard.openBlock();
    headersNanos = block != 0 && block == lastBlock ? headersNanos + stepNanos : 0;
    lastBlock = block;
    if (isOver(headersNanos, session.limits.headersTimeout())) {
      refuse("headers that take longer than " + session.limits.headersTimeout());
      return false;
    }
    return true;
  }

  private void refuse(String what) {
    channel
        .pipeline()
        .context(session.guard)
        .fireExceptionCaught(Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, what));
  }

  /// The system takes nothing from us: the other side does not read at all.
  private boolean lookAtChannel() {
    unwritableNanos = channel.isWritable() ? 0 : unwritableNanos + stepNanos;
    if (isOver(unwritableNanos, session.limits.writeTimeout())) {
      session.connection.abort();
      return false;
    }
    return true;
  }

  private boolean lookAtSilence() {
    long received = session.guard.received();
    if (received != lastReceived) {
      lastReceived = received;
      silentNanos = 0;
      pinged = false;
      return true;
    }
    silentNanos += stepNanos;
    if (!pinged && isOver(silentNanos, session.limits.pingInterval())) {
      pinged = true;
      silentNanos = 0;
      channel.writeAndFlush(new DefaultHttp2PingFrame(KEEP_ALIVE));
    } else if (pinged && isOver(silentNanos, session.limits.pingTimeout())) {
      session.connection.abort();
      return false;
    }
    return true;
  }

  private void lookAtStreams() {
    for (Http2StreamChannel stream : session.streams.toArray(new Http2StreamChannel[0])) {
      int id = stream.stream().id();
      Http2Stream state = session.codec.connection().stream(id);
      if (state == null || !session.codec.encoder().flowController().hasFlowControlled(state)) {
        waiting.remove(id);
        continue;
      }
      Waiting wait = waiting.get(id);
      if (wait == null) {
        waiting.put(id, new Waiting());
      } else if (wait.sent >= LEAST_PROGRESS) {
        wait.nanos = 0;
        wait.sent = 0;
      } else {
        wait.nanos += stepNanos;
        if (isOver(wait.nanos, session.limits.writeTimeout())) {
          waiting.remove(id);
          stream
              .pipeline()
              .firstContext()
              .writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
        }
      }
    }
  }
}
