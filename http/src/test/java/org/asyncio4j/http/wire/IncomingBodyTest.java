package org.asyncio4j.http.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class IncomingBodyTest {
  private static final class Source implements IncomingBody.Source {
    @Override
    public void pauseReading() {}

    @Override
    public void resumeReading() {}

    @Override
    public void wake(Future<@Nullable Void> future) {
      future.setResult(null);
    }

    @Override
    public void wanted() {}
  }

  private static IncomingBody body() {
    return new IncomingBody(Asyncio.getRunningLoop(), new Source(), -1, Long.MAX_VALUE);
  }

  private static List<byte[]> pieces(IncomingBody body) throws Exception {
    List<byte[]> pieces = new ArrayList<>();
    for (byte[] piece = body.read(); piece != null; piece = body.read()) {
      pieces.add(piece);
    }
    return pieces;
  }

  @Test
  void smallPiecesThatNobodyReadsBecomeFew() {
    Asyncio.run(() -> {
      IncomingBody body = body();
      StringBuilder sent = new StringBuilder();
      List<ByteBuf> held = new ArrayList<>();
      for (int i = 0; i < 65_535; i++) {
        String one = Integer.toString(i % 10);
        sent.append(one);
        ByteBuf piece = Unpooled.copiedBuffer(one, US_ASCII);
        body.feed(piece);
        if (piece.refCnt() > 0) {
          held.add(piece);
        }
      }
      body.end();
      assertThat(held.size()).isOne();
      List<byte[]> pieces = pieces(body);
      assertThat(pieces.size()).isLessThan(10);
      assertThat(String.join("", pieces.stream().map(p -> new String(p, US_ASCII)).toList()))
          .isEqualTo(sent.toString());
    });
  }

  @Test
  void largeAndSmallPiecesKeepTheirOrder() {
    Asyncio.run(() -> {
      IncomingBody body = body();
      StringBuilder sent = new StringBuilder();
      StringBuilder read = new StringBuilder();
      for (int i = 0; i < 50; i++) {
        String text = Integer.toString(i % 10).repeat(i % 3 == 0 ? 10_000 : 10);
        sent.append(text);
        body.feed(Unpooled.copiedBuffer(text, US_ASCII));
        if (i % 7 == 0) {
          read.append(new String(Objects.requireNonNull(body.read()), US_ASCII));
        }
      }
      body.end();
      for (byte[] piece : pieces(body)) {
        read.append(new String(piece, US_ASCII));
      }
      assertThat(read).hasToString(sent.toString());
    });
  }
}
