package org.asyncio4j.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.asyncio4j.http.HttpProtocolException;

/// What an application hears of bytes, behind the handlers under test: `GET /a|` for a head, `200|`
/// for that of a response, then the body, `. ` at its end, `<...>` around another protocol's bytes,
/// and `!400` for a failure.
final class Heard extends ChannelInboundHandlerAdapter {
  private final StringBuilder text = new StringBuilder();
  final List<Throwable> failures = new ArrayList<>();
  final EmbeddedChannel channel;

  Heard(Consumer<EmbeddedChannel> handlers) {
    channel = new EmbeddedChannel();
    handlers.accept(channel);
    channel.pipeline().addLast(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest request) {
      text.append(request.method()).append(' ').append(request.uri()).append('|');
    } else if (message instanceof HttpResponse response) {
      text.append(response.status().code()).append('|');
    } else if (message instanceof ByteBuf raw) {
      text.append('<').append(raw.toString(StandardCharsets.ISO_8859_1)).append('>');
      raw.release();
    }
    if (message instanceof HttpContent content) {
      text.append(content.content().toString(StandardCharsets.ISO_8859_1));
      if (content instanceof LastHttpContent) {
        text.append(". ");
      }
      content.release();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    failures.add(cause);
    text.append('!');
    if (cause instanceof HttpProtocolException failure) {
      text.append(failure.status());
    } else {
      text.append(cause);
    }
  }

  /// Receives these bytes at once.
  Heard receive(String bytes) {
    channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1));
    return this;
  }

  /// Receives these bytes, in pieces of a size.
  Heard receive(String bytes, int size) {
    for (int i = 0; i < bytes.length(); i += size) {
      receive(bytes.substring(i, Math.min(bytes.length(), i + size)));
    }
    return this;
  }

  /// The other side sends no more.
  Heard end() {
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    return this;
  }

  /// Ends the connection. Everything must have been released, which Netty's leak detector and the
  /// channel's own check see.
  String close() {
    channel.finishAndReleaseAll();
    return text.toString();
  }

  @Override
  public String toString() {
    return text.toString();
  }

  /// What is heard is the same however the bytes are cut; where it ends in a failure, what comes
  /// before may be less.
  static void assertHeard(Consumer<EmbeddedChannel> handlers, String bytes, String expected) {
    assertThat(new Heard(handlers).receive(bytes).close()).as("at once").isEqualTo(expected);
    assertThat(new Heard(handlers).receive(bytes, 1).close()).as("bytewise").isEqualTo(expected);
    for (int cut = 1; cut < bytes.length(); cut++) {
      assertThat(
              new Heard(handlers)
                  .receive(bytes.substring(0, cut))
                  .receive(bytes.substring(cut))
                  .close())
          .as("cut at %d", cut)
          .isEqualTo(expected);
    }
  }
}
