package org.asyncio4j.http.web;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.FileChannel;
import org.asyncio4j.Awaitable;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Future;
import org.asyncio4j.Task;
import org.asyncio4j.http.BodyTooLargeException;
import org.asyncio4j.http.BodyWriter;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.Status;
import org.asyncio4j.http.wire.Deadline;
import org.asyncio4j.http.wire.HeadersAccess;
import org.asyncio4j.http.wire.IncomingBody;
import org.asyncio4j.http.wire.WebSocketAgreement;
import org.asyncio4j.http.wire.WebSocketServerHandshake;
import org.asyncio4j.http.wire.WebSocketUpgrade;
import org.asyncio4j.net.TlsInfo;
import org.jspecify.annotations.Nullable;

/// One request and its answer: the body of the request's task. On the loop.
final class Exchange implements Awaitable<@Nullable Void>, IncomingBody.Source, BodyWriter {
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
  private boolean answering;
  private boolean keepsAlive;
  private boolean upgraded;

  /// What a streamed body has to have and has had; `promised` is -1 when that is not known.
  private long promised = -1;

  private long written;

  /// The answer's; 0 when none was begun.
  private int status;

  /// When it began, as of [System#nanoTime], if it is logged.
  private long since;

  /// Whether the answer may be written to by the handler.
  private boolean streaming;

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
      Response response = answer();
      deadline.clear();
      if (!gone) {
        send(response);
      }
    } catch (CancelledError e) {
      if (answering && !upgraded) {
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
      streaming = false;
      channel.ended(this);
      if (serving.options.accessLog()) {
        AccessLog.write(this, status, written, System.nanoTime() - since);
      }
    }
    return null;
  }

  private Response answer() {
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

  // --- the answer ---

  private void send(Response response) throws Exception {
    answering = true;
    status = response.status();
    switch (response.body()) {
      case ResponseBody.Bytes whole -> sendWhole(response, whole.data);
      case ResponseBody.Written written -> sendWritten(response, written);
      case ResponseBody.Late(ResponseBody.LateBody late) ->
          late.send(request, response, this::send);
      case ResponseBody.Upgraded upgrade -> upgrade(response, upgrade);
    }
  }

  private void sendWhole(Response response, byte[] data) {
    keepsAlive = keepsAliveAfter();
    HttpHeaders fields = fields(response);
    boolean hidden = isBodiless(response.status());
    if (!hidden) {
      fields.set(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(data.length));
    }
    written = hidden || isHead() ? 0 : data.length;
    ByteBuf content =
        hidden || isHead() || data.length == 0
            ? Unpooled.EMPTY_BUFFER
            : Unpooled.wrappedBuffer(data);
    write(
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(response.status()),
            content,
            fields,
            EmptyHttpHeaders.INSTANCE));
    channel.flush();
  }

  private void sendWritten(Response response, ResponseBody.Written body) throws Exception {
    keepsAlive = keepsAliveAfter();
    promised = body.length();
    HttpHeaders fields = fields(response);
    boolean hidden = isBodiless(response.status());
    if (promised >= 0) {
      fields.set(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(promised));
    } else if (!hidden) {
      if (head.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
        keepsAlive = false; // the end of the connection is the end of the body
        fields.remove(HttpHeaderNames.CONNECTION);
      } else {
        fields.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
      }
    }
    write(
        new DefaultHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.status()), fields));
    channel.flush();
    if (!hidden && !isHead()) {
      streaming = true;
      body.content().writeTo(this);
      streaming = false;
      if (promised >= 0 && written != promised) {
        throw new IllegalStateException(
            "the body of the answer to "
                + request
                + " has "
                + written
                + " bytes, but its length was given as "
                + promised);
      }
    }
    write(LastHttpContent.EMPTY_LAST_CONTENT);
    channel.flush();
  }

  /// Goes over to WebSocket, and suspends until that has ended; it closes the connection.
  private void upgrade(Response response, ResponseBody.Upgraded upgrade) {
    WebSocketServerHandshake handshake =
        channel instanceof Http1Connection
            ? WebSocketServerHandshake.of(head, upgrade.options())
            : WebSocketServerHandshake.refused("a WebSocket needs HTTP/1.1");
    switch (handshake) {
      case WebSocketServerHandshake.Refused(int status, String message, HttpHeaders more) ->
          sendRefusal(refusal(status, message, more));
      case WebSocketServerHandshake.Accepted(HttpHeaders more, WebSocketAgreement agreement) -> {
        Http1Connection http1 = (Http1Connection) channel;
        if (http1.hasMore()) {
          sendRefusal(
              Failures.response(
                  Status.BAD_REQUEST, "something came before a WebSocket was agreed on"));
          return;
        }
        upgraded = true;
        keepsAlive = true;
        HttpHeaders fields = fields(response);
        fields.set(more);
        write(
            new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.SWITCHING_PROTOCOLS,
                Unpooled.EMPTY_BUFFER,
                fields,
                EmptyHttpHeaders.INSTANCE));
        channel.flush();
        try {
          WebSocketUpgrade.serve(http1.upgrade(agreement, upgrade.options()), upgrade.handler());
        } catch (Exception e) {
          Failures.report(this, e);
        }
      }
    }
  }

  private void sendRefusal(Response refusal) {
    sendWhole(refusal, ((ResponseBody.Bytes) refusal.body()).data);
  }

  private static Response refusal(int status, String message, HttpHeaders more) {
    Response refusal = Failures.response(status, message);
    Headers all = refusal.headers();
    HeadersAccess.of(all).add(more);
    return refusal.withHeaders(all);
  }

  @Override
  public void write(byte[] data) throws IOException {
    count(data.length);
    if (data.length > 0) {
      write(new DefaultHttpContent(channel.channel().alloc().buffer(data.length).writeBytes(data)));
      channel.flush();
      awaitWritable();
    }
  }

  /// Whether [#sendfile] can be used.
  boolean hasSendfile(FileChannel file) {
    return channel.carriesFiles() && promised >= 0 && channel.connection.hasSendfile(file);
  }

  /// As [#write(byte\[\])], for a part of a file; suspends until it is sent.
  void sendfile(FileChannel file, long from, long length) throws IOException {
    count(length);
    deadline.set(serving.writeNanos);
    try {
      long sent = channel.connection.sendfile(file, from, length);
      if (sent < length) {
        throw new IOException("a file has become shorter while it was sent for " + request);
      }
    } catch (IOException e) {
      // else it is the file that cannot be sent; where it has shrunk, the channel is closed too
      gone |= channel.connection.isClosing() && file.size() >= from + length;
      throw e;
    } finally {
      deadline.clear();
    }
  }

  /// Counts what is about to be written.
  private void count(long length) throws IOException {
    if (!streaming) {
      throw new IllegalStateException("the body of this answer has ended");
    }
    if (promised >= 0 && written + length > promised) {
      throw new IllegalStateException(
          "the body's length was given as "
              + promised
              + " bytes, and this would be "
              + (written + length));
    }
    checkNotGone();
    written += length;
  }

  /// Suspends while the client takes less than is written.
  void awaitWritable() throws IOException {
    if (!channel.channel().isWritable()) {
      deadline.set(serving.writeNanos);
      try {
        channel.awaitWritable(this);
      } finally {
        deadline.clear();
      }
      checkNotGone();
    }
  }

  private void checkNotGone() throws IOException {
    if (gone) {
      throw new IOException("the client of " + request + " has gone");
    }
  }

  private void write(Object message) {
    channel.context().write(message, channel.channel().voidPromise());
  }

  private HttpHeaders fields(Response response) {
    HttpHeaders fields =
        DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    if (response.contentType() != null) {
      fields.set(HttpHeaderNames.CONTENT_TYPE, response.contentType());
    }
    fields.set(HttpHeaderNames.DATE, serving.date());
    Headers more = response.headersOrNull();
    if (more != null) {
      fields.add(HeadersAccess.of(more));
    }
    if (!keepsAlive) {
      fields.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (head.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
      fields.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    return fields;
  }

  private boolean isHead() {
    return head.method().equals(HttpMethod.HEAD);
  }

  /// Whether an answer of this status has no body, whatever it says.
  private static boolean isBodiless(int status) {
    return status == Status.NO_CONTENT || status == Status.NOT_MODIFIED;
  }

  private boolean keepsAliveAfter() {
    return channel.keepsAlive(this)
        && (body.isEnded()
            || (!expectsContinue && body.length() <= MAX_DROPPED && body.length() >= 0));
  }

  // --- for the channel ---

  /// Whether another request may follow on the connection.
  boolean keepsAlive() {
    return keepsAlive && !gone;
  }

  /// Whether the connection speaks another protocol now.
  boolean isUpgraded() {
    return upgraded;
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
    if (answering) { // the client does not read
      gone = true;
      channel.wakeWriter();
      channel.abort();
    } else {
      timedOut = true;
      cancel("the handler took more than " + serving.options.handlerTimeout());
    }
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
    if (expectsContinue && !answering) {
      expectsContinue = false;
      write(
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
      channel.flush();
    }
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
