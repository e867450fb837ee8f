package org.asyncio4j.http.client;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.Task;
import org.asyncio4j.http.websocket.WebSocketHandshakeException;
import org.asyncio4j.http.wire.IncomingBody;
import org.asyncio4j.http.wire.StreamResetException;
import org.jspecify.annotations.Nullable;

/// One request and its response, on whatever carries them.
///
/// It is over once: when all of the response has come, or when it has failed. From then on the
/// carrier knows nothing of it any more, so nothing that somebody else's request brings can come
/// here, and nothing that is done here can reach somebody else's.
///
/// On the loop.
final class RoundTrip implements IncomingBody.Source {
  /// How many responses 1xx may come before the real one.
  private static final int MAX_INFORMATIONAL = 32;

  private final EventLoop loop;
  final Carrier carrier;
  private final boolean hasNoBody;
  private final Target target;
  private final String method;
  private final long maxBodySize;
  private @Nullable HttpResponse head;
  private @Nullable IncomingBody body;
  private @Nullable Failure failure;

  /// What the program's own code threw that makes the request's body.
  private @Nullable Throwable uploadFailure;

  /// Who waits for the head.
  private @Nullable Future<@Nullable Void> waiter;

  /// Who waits for leave to send the body.
  private @Nullable Future<@Nullable Void> continueWaiter;

  /// Set when the server is to switch protocols.
  private @Nullable WebSocketOpening opening;

  private boolean mayContinue;
  private int informational;

  /// Whether what comes belongs to a response 1xx.
  private boolean skipping;

  private boolean over;

  /// Bytes of the body.
  private long received;

  /// The task that sends the body; null when there is none, or it has ended well.
  private @Nullable Task<?> upload;

  private final long totalDeadline;
  private final @Nullable Duration total;
  private final @Nullable Duration read;

  RoundTrip(
      Carrier carrier,
      String method,
      Target target,
      long maxBodySize,
      long totalDeadline,
      ClientTimeout timeout) {
    this.loop = carrier.connection().loop();
    this.carrier = carrier;
    this.method = method;
    this.target = target;
    this.hasNoBody = method.equals("HEAD");
    this.maxBodySize = maxBodySize;
    this.totalDeadline = totalDeadline;
    this.total = timeout.total();
    this.read = timeout.read();
    touch();
  }

  /// It is to become a WebSocket.
  void opens(WebSocketOpening opening) {
    this.opening = opening;
  }

  @Nullable WebSocketOpening opening() {
    return opening;
  }

  /// As messages name it.
  private String what() {
    return method + " " + target;
  }

  // --- time ---

  /// Something has come, or is waited for from now on.
  private void touch() {
    long now = loop.time();
    setDeadline(now, Math.min(totalDeadline, ClientTimeout.after(now, read)));
  }

  private void setDeadline(long now, long when) {
    if (when == ClientTimeout.NEVER) {
      carrier.deadline().clear();
    } else {
      carrier.deadline().set(Math.max(1, when - now));
    }
  }

  /// The carrier's deadline has expired.
  void timedOut() {
    fail(
        new Failure(
            ClientTimeoutError::new,
            loop.time() >= totalDeadline
                ? what() + " has taken longer than " + total
                : what() + ": nothing has come from the server for " + read,
            null));
  }

  // --- what comes; in a poll ---

  void receive(HttpObject message) {
    if (over) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (message.decoderResult().isFailure()) {
      ReferenceCountUtil.release(message);
      refuse(message.decoderResult().cause());
      return;
    }
    if (read != null) {
      touch();
    }
    if (message instanceof HttpResponse response) {
      receiveHead(response);
    }
    if (message instanceof HttpContent content) {
      receiveContent(content);
    }
  }

  /// What has come is no HTTP, or more than may come.
  void refuse(Throwable cause) {
    fail(
        new Failure(
            ClientPayloadError::new,
            what() + ": the answer cannot be read: " + cause.getMessage(),
            cause));
  }

  private void receiveHead(HttpResponse response) {
    int status = response.status().code();
    if (status < 200) {
      skipping = true;
      if (status == 101 && opening != null) {
        switchProtocols(opening, response);
      } else if (status == 101) {
        fail(protocolError("the server has switched protocols, which nobody has asked for"));
      } else if (++informational > MAX_INFORMATIONAL) {
        fail(
            protocolError("the server has sent more than " + MAX_INFORMATIONAL + " responses 1xx"));
      } else if (status == 100) {
        mayContinue();
      }
      return;
    }
    if (head != null) {
      fail(protocolError("the server has answered twice"));
      return;
    }
    head = response;
    boolean empty = hasNoBody || status == 204 || status == 304;
    body =
        new IncomingBody(
            loop, this, empty ? 0 : HttpUtil.getContentLength(response, -1L), maxBodySize);
    mayContinue(); // or not: then the task that sends it is cancelled when the response has ended
    wakeWaiter();
  }

  private void switchProtocols(WebSocketOpening opening, HttpResponse response) {
    try {
      opening.switched(response);
      over = true;
      head = response;
      wakeWaiter();
    } catch (WebSocketHandshakeException e) {
      fail(
          new Failure(
              (message, _) -> new ClientResponseError(message, e.status()),
              what() + ": " + e.getMessage(),
              e));
    }
  }

  private Failure protocolError(String reason) {
    return new Failure(ClientPayloadError::new, what() + ": " + reason, null);
  }

  private void receiveContent(HttpContent content) {
    boolean last = content instanceof LastHttpContent;
    if (skipping || body == null) {
      content.release();
      skipping &= !last;
      return;
    }
    received += content.content().readableBytes();
    body.feed(content.content());
    if (last && !over) {
      over = true;
      boolean clean = upload == null;
      stopUpload("the response has ended");
      carrier.deadline().clear();
      carrier.ended(clean);
      body.end();
    }
  }

  /// The connection is lost, or the other side sends nothing more.
  ///
  /// @param anyByte whether something of a response had come
  void disconnected(@Nullable IOException cause, boolean anyByte) {
    if (over) {
      return;
    }
    String reason = cause == null ? "" : " (" + cause.getMessage() + ")";
    if (head == null) {
      boolean nothing = !anyByte && informational == 0;
      fail(
          new Failure(
              ServerDisconnectedError::new,
              what()
                  + (nothing
                      ? ": the server has closed the connection without an answer"
                      : ": the server has closed the connection in the middle of its answer")
                  + reason,
              cause,
              nothing ? Failure.Reached.UNANSWERED : Failure.Reached.UNKNOWN));
    } else {
      fail(cutShort(head, reason, cause));
    }
  }

  private Failure cutShort(HttpResponse head, String reason, @Nullable IOException cause) {
    long length = HttpUtil.getContentLength(head, -1L);
    return new Failure(
        ClientPayloadError::new,
        what()
            + ": the body was cut short after "
            + received
            + (length < 0 ? " bytes" : " of " + length + " bytes")
            + reason,
        cause);
  }

  /// The server has ended the stream.
  void reset(StreamResetException cause) {
    if (head == null) {
      fail(
          new Failure(
              ServerDisconnectedError::new,
              what() + ": " + cause.getMessage(),
              cause,
              cause.isProcessed() ? Failure.Reached.UNKNOWN : Failure.Reached.UNPROCESSED));
    } else {
      fail(cutShort(head, " (" + cause.getMessage() + ")", cause));
    }
  }

  // --- its end ---

  /// Ends it, unless it is over.
  void fail(Failure cause) {
    if (over) {
      return;
    }
    over = true;
    failure = cause;
    stopUpload("the request has failed");
    carrier.deadline().clear();
    carrier.abort();
    if (body != null) {
      body.fail(cause);
    }
    mayContinue();
    wakeWaiter();
  }

  void sessionClosed() {
    fail(new Failure(ClientConnectionError::new, what() + ": the session was closed", null));
  }

  /// Nobody wants the response any more.
  void abandon() {
    if (!over) {
      fail(new Failure(ClientPayloadError::new, what() + ": the response was closed", null));
    }
    if (body != null) {
      body.drop();
    }
  }

  /// Whether all of the response has come.
  boolean isOver() {
    return over;
  }

  // --- for the task that has asked ---

  /// Suspends until the response has begun.
  HttpResponse awaitHead() throws IOException {
    while (head == null) {
      if (uploadFailure != null) {
        throw UploadTask.rethrown(uploadFailure);
      }
      if (failure != null) {
        throw failure;
      }
      Future<@Nullable Void> turn = loop.createFuture();
      waiter = turn;
      try {
        turn.await();
      } finally {
        waiter = null;
      }
    }
    return head;
  }

  private void wakeWaiter() {
    if (waiter != null) {
      wake(waiter);
    }
  }

  IncomingBody body() {
    return java.util.Objects.requireNonNull(body, "awaitHead() comes first");
  }

  // --- the request's body ---

  /// `task` sends it.
  void uploadedBy(Task<?> task) {
    upload = task;
  }

  void uploaded() {
    upload = null;
  }

  void uploadFailed(Throwable cause) {
    if (!over) {
      upload = null;
      uploadFailure = cause;
      fail(
          new Failure(
              ClientPayloadError::new, what() + ": its body could not be made: " + cause, cause));
    }
  }

  private void stopUpload(String reason) {
    Task<?> task = upload;
    if (task != null) {
      upload = null;
      task.cancel(reason);
    }
  }

  /// Suspends until the server wants the body, or has said nothing for `patience`.
  void awaitContinue(Duration patience) {
    if (!mayContinue) {
      Future<@Nullable Void> turn = loop.createFuture();
      continueWaiter = turn;
      var timer = loop.callLater(patience, this::mayContinue);
      try {
        turn.await();
      } finally {
        continueWaiter = null;
        timer.cancel();
      }
    }
  }

  private void mayContinue() {
    mayContinue = true;
    if (continueWaiter != null) {
      wake(continueWaiter);
    }
  }

  // --- for the body ---

  @Override
  public void pauseReading() {
    if (!over) {
      carrier.channel().config().setAutoRead(false);
      setDeadline(loop.time(), totalDeadline); // the server is not to blame
    }
  }

  @Override
  public void resumeReading() {
    if (!over) {
      carrier.channel().config().setAutoRead(true);
      touch();
    }
  }

  @Override
  public void wake(Future<@Nullable Void> future) {
    carrier.connection().wake(future);
  }

  @Override
  public void wanted() {}
}
