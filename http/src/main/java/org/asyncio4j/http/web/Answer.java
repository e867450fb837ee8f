package org.asyncio4j.http.web;

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
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.nio.channels.FileChannel;
import org.asyncio4j.http.BodyWriter;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.Status;
import org.asyncio4j.http.wire.Deadline;
import org.asyncio4j.http.wire.HeadersAccess;
import org.asyncio4j.http.wire.WebSocketAgreement;
import org.asyncio4j.http.wire.WebSocketServerHandshake;
import org.asyncio4j.http.wire.WebSocketUpgrade;

/// The answer to a request, as it is written by the request's task. On the loop.
final class Answer implements BodyWriter {
  private final Exchange exchange;
  private final ServerChannel channel;
  private final Serving serving;
  private final HttpRequest head;
  private final Deadline deadline;
  private boolean keepsAlive;
  private boolean upgraded;

  /// What a streamed body has to have and has had; `promised` is -1 when that is not known.
  private long promised = -1;

  private long written;

  /// 0 when it was not begun.
  private int status;

  /// Whether it may be written to by the handler.
  private boolean streaming;

  Answer(Exchange exchange) {
    this.exchange = exchange;
    channel = exchange.channel();
    serving = channel.serving;
    head = exchange.head();
    deadline = exchange.deadline();
  }

  /// Writes it. Suspends until its body has been made.
  void send(Response response) throws Exception {
    status = response.status();
    switch (response.body()) {
      case ResponseBody.Bytes whole -> sendWhole(response, whole.data);
      case ResponseBody.Written written -> sendWritten(response, written);
      case ResponseBody.Late(ResponseBody.LateBody late) ->
          late.send(exchange.request(), response, this::send);
      case ResponseBody.Upgraded upgrade -> upgrade(response, upgrade);
    }
  }

  private void sendWhole(Response response, byte[] data) {
    keepsAlive = channel.keepsAlive(exchange) && exchange.endsSoon();
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
    channel.write(
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(response.status()),
            content,
            fields,
            EmptyHttpHeaders.INSTANCE));
    channel.flush();
  }

  private void sendWritten(Response response, ResponseBody.Written body) throws Exception {
    keepsAlive = channel.keepsAlive(exchange) && exchange.endsSoon();
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
    channel.write(
        new DefaultHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.status()), fields));
    channel.flush();
    if (!hidden && !isHead()) {
      streaming = true;
      try {
        body.content().writeTo(this);
      } finally {
        streaming = false;
      }
      if (promised >= 0 && written != promised) {
        throw new IllegalStateException(
            "the body of the answer to "
                + exchange.request()
                + " has "
                + written
                + " bytes, but its length was given as "
                + promised);
      }
    }
    channel.write(LastHttpContent.EMPTY_LAST_CONTENT);
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
        channel.write(
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
          Failures.report(exchange, e);
        }
      }
    }
  }

  private void sendRefusal(Response refusal) {
    status = refusal.status();
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
      channel.write(
          new DefaultHttpContent(channel.channel().alloc().buffer(data.length).writeBytes(data)));
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
        throw new IOException(
            "a file has become shorter while it was sent for " + exchange.request());
      }
    } catch (IOException e) {
      // else it is the file that cannot be sent; where it has shrunk, the channel is closed too
      if (channel.connection.isClosing() && file.size() >= from + length) {
        exchange.lost();
      }
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
        channel.awaitWritable(exchange);
      } finally {
        deadline.clear();
      }
      checkNotGone();
    }
  }

  private void checkNotGone() throws IOException {
    if (exchange.isGone()) {
      throw new IOException("the client of " + exchange.request() + " has gone");
    }
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

  // --- about it ---

  int status() {
    return status;
  }

  /// How many bytes its body has had.
  long written() {
    return written;
  }

  /// Whether another request may follow on the connection, as the client was told.
  boolean keepsAlive() {
    return keepsAlive;
  }

  /// Whether the connection speaks another protocol now.
  boolean isUpgraded() {
    return upgraded;
  }
}
