package org.asyncio4j.http.web;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.net.SocketAddress;
import org.asyncio4j.Awaitable;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Future;
import org.asyncio4j.Task;
import org.asyncio4j.http.BodyTooLargeException;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.Status;
import org.asyncio4j.http.wire.Deadline;
import org.asyncio4j.http.wire.IncomingBody;
import org.asyncio4j.net.TlsInfo;
import org.jspecify.annotations.Nullable;

/// One request on its way to an [Answer]: the body of the request's task. On the loop.
final class Exchange implements Awaitable<@Nullable Void>, IncomingBody.Source {
  /// How much of a body that nobody has read is thrown away to keep the connection.
  private static final int MAX_DROPPED = 256 * 1024;

  private final ServerChannel channel;
  private final Serving serving;
  private final HttpRequest head;
  private final Request request;
  final IncomingBody body;

  /// Ends the handler when it takes too long, and who does not read the answer.
  private final Deadline deadline;

  private @Nullable Task<?> task;
  private @Nullable String id;
  private boolean expectsContinue;

  /// Whether the client has gone, or a timeout has ended this: nothing can be sent any more.
  private boolean gone;

  private boolean timedOut;

  /// Null when none was begun.
  private @Nullable Answer answer;

  /// When it began, as of [System#nanoTime], if it is logged.
  private long since;

  /// @param deadline not set; the channel's
  Exchange(ServerChannel channel, HttpRequest head, long bodyLength, Deadline deadline) {
    this.channel = channel;
    this.serving = channel.serving;
    this.head = head;
    this.deadline = deadline;
    expectsContinue = bodyLength != 0 && HttpUtil.is100ContinueExpected(head);
    body = new IncomingBody(channel.loop, this, bodyLength, serving.options.maxBodySize());
    request = new Request(this, head, body);
  }

  /// Begins the request's task.
  void start() {
    if (serving.options.accessLog()) {
      since = System.nanoTime();
    }
    deadline.set(serving.handlerNanos);
    task = channel.loop.createTask(this, serving.taskOptions());
    if (channel.loop.getDebug()) {
      task.setName(request + " (" + id() + ")");
    }
  }

  // --- the task ---

  @Override
  public @Nullable Void await() {
    try {
      Response response = response();
      deadline.clear();
      if (!gone) {
        answer = new Answer(this);
        answer.send(response);
      }
    } catch (CancelledError e) {
      if (answer != null && !answer.isUpgraded()) {
        channel.abort();
      }
      throw e;
    } catch (Exception e) {
      channel.abort(); // the client must not take what it has for all
      if (!gone) {
        Failures.report(this, e);
      }
    } catch (Error e) {
      channel.abort();
      throw e;
    } finally {
      deadline.clear();
      channel.ended(this);
      if (serving.options.accessLog()) {
        AccessLog.write(this, answer, System.nanoTime() - since);
      }
    }
    return null;
  }

  private Response response() {
    try {
      return serving.application.handle(request);
    } catch (CancelledError e) {
      if (!timedOut || gone) {
        throw e;
      }
      requireNonNull(task).uncancel();
      return Failures.response(
          Status.SERVICE_UNAVAILABLE,
          "the handler took more than " + serving.options.handlerTimeout());
    } catch (HttpException e) {
      return e.toResponse();
    } catch (HttpProtocolException e) {
      return Failures.response(e.status(), String.valueOf(e.getMessage()));
    } catch (BodyTooLargeException e) {
      return Failures.response(Status.CONTENT_TOO_LARGE, String.valueOf(e.getMessage()));
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      if (!gone) {
        Failures.report(this, e);
      }
      return Failures.unexpected(this, e);
    }
  }

  // --- for the channel ---

  /// Whether another request may follow on the connection.
  boolean keepsAlive() {
    return answer != null && answer.keepsAlive() && !gone;
  }

  /// Whether the connection speaks another protocol now.
  boolean isUpgraded() {
    return answer != null && answer.isUpgraded();
  }

  HttpRequest head() {
    return head;
  }

  /// Ends this: the client has gone, so nobody waits for the answer.
  void gone(IOException cause) {
    gone = true;
    body.fail(cause);
    channel.wakeWriter();
    cancel("the client has gone");
  }

  void cancel(String reason) {
    if (task != null && !task.done()) {
      task.cancel(reason);
      channel.connection.wake(null);
    }
  }

  /// The deadline is reached.
  void timedOut() {
    if (answer != null) { // the client does not read
      gone = true;
      channel.wakeWriter();
      channel.abort();
    } else {
      timedOut = true;
      cancel("the handler took more than " + serving.options.handlerTimeout());
    }
  }

  /// The client takes nothing any more, as who writes the answer has found.
  void lost() {
    gone = true;
  }

  boolean isGone() {
    return gone;
  }

  // --- the request's body ---

  @Override
  public void pauseReading() {
    channel.channel().config().setAutoRead(false);
  }

  @Override
  public void resumeReading() {
    channel.channel().config().setAutoRead(true);
  }

  @Override
  public void wake(Future<@Nullable Void> future) {
    channel.connection.wake(future);
  }

  @Override
  public void wanted() {
    if (expectsContinue && answer == null) {
      expectsContinue = false;
      channel.write(
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
      channel.flush();
    }
  }

  /// Whether all of it has come, or the rest is little enough to be thrown away.
  boolean endsSoon() {
    return body.isEnded()
        || (!expectsContinue && body.length() <= MAX_DROPPED && body.length() >= 0);
  }

  void limitBody(long bytes) {
    body.setLimit(bytes);
  }

  // --- about it ---

  String id() {
    if (id == null) {
      id = Serving.newRequestId();
    }
    return id;
  }

  Request request() {
    return request;
  }

  @Nullable Task<?> task() {
    return task;
  }

  Deadline deadline() {
    return deadline;
  }

  ServerChannel channel() {
    return channel;
  }

  String version() {
    return channel.version();
  }

  SocketAddress remoteAddress() {
    return channel.connection.channel().remoteAddress();
  }

  @Nullable TlsInfo tlsInfo() {
    return channel.connection.tlsInfo();
  }
}
