package org.asyncio4j.http.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.http.BodyWriter;
import org.asyncio4j.net.ChannelConnection;
import org.jspecify.annotations.Nullable;

/// Sends a body that is made while it is sent, in a task beside the one that waits for the
/// response: a server may answer before it has read everything, and one that sends back what it
/// gets would otherwise wait for us for ever.
final class UploadTask implements BodyWriter {
  private static final int HIGH_WATER = 64 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final RoundTrip roundTrip;
  private final ChannelConnection connection;
  private final Channel channel;
  private final RequestBody.Producer producer;

  /// What was promised; -1 for nothing.
  private final long length;

  private long written;
  private long unsent;
  private boolean ended;
  private @Nullable Future<@Nullable Void> waiter;

  private UploadTask(RoundTrip roundTrip, RequestBody.Producer producer, long length) {
    this.roundTrip = roundTrip;
    this.connection = roundTrip.carrier.connection();
    this.channel = roundTrip.carrier.channel();
    this.producer = producer;
    this.length = length;
  }

  /// Begins to send.
  ///
  /// @param expectContinue whether the server is asked first
  static void start(
      EventLoop loop,
      RoundTrip roundTrip,
      RequestBody.Producer producer,
      long length,
      boolean expectContinue) {
    UploadTask upload = new UploadTask(roundTrip, producer, length);
    roundTrip.uploadedBy(loop.createTask(() -> upload.run(expectContinue)));
  }

  private void run(boolean expectContinue) {
    try {
      if (expectContinue) {
        roundTrip.awaitContinue(PATIENCE);
      }
      producer.write(this);
      if (length >= 0 && written < length) {
        throw new IllegalStateException(
            "the body was to have " + length + " bytes, but only " + written + " were written");
      }
      ended = true;
      channel.write(LastHttpContent.EMPTY_LAST_CONTENT, channel.voidPromise());
      connection.flushSoon();
      roundTrip.uploaded();
    } catch (Exception e) {
      roundTrip.uploadFailed(e);
    } finally {
      ended = true;
    }
  }

  @Override
  public void write(byte[] data) throws IOException {
    if (ended) {
      throw new IllegalStateException("the body has ended: write while the producer runs");
    }
    if (roundTrip.isOver() || !channel.isActive()) {
      throw new SocketException("the connection is lost");
    }
    if (length >= 0 && data.length > length - written) {
      throw new IllegalStateException(
          "the body was to have " + length + " bytes, and " + (written + data.length) + " come");
    }
    if (data.length == 0) {
      return; // an empty chunk would end the body
    }
    written += data.length;
    unsent += data.length;
    ByteBuf copy = channel.alloc().buffer(data.length).writeBytes(data);
    channel.write(new DefaultHttpContent(copy)).addListener(_ -> sent(data.length));
    connection.flushSoon();
    while (unsent > HIGH_WATER) {
      Future<@Nullable Void> turn = Asyncio.getRunningLoop().createFuture();
      waiter = turn;
      try {
        turn.await();
      } finally {
        waiter = null;
      }
    }
  }

  private void sent(int count) {
    unsent -= count;
    if (waiter != null && unsent <= HIGH_WATER) {
      connection.wake(waiter);
    }
  }

  /// What a task gets that waits for the response to a request whose body could not be made.
  static IOException rethrown(Throwable cause) {
    return switch (cause) {
      case IOException e -> e;
      case RuntimeException e -> throw e;
      default -> new IOException(cause);
    };
  }
}
