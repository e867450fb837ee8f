package org.asyncio4j.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.luben.zstd.Zstd;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.asyncio4j.http.HttpLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DecompressionTest {
  private static final int MIB = 1024 * 1024;

  static byte[] compress(String coding, byte[] data) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    switch (coding) {
      case "gzip" -> write(new GZIPOutputStream(out), data);
      case "deflate" -> write(new DeflaterOutputStream(out), data);
      case "raw deflate" -> write(new DeflaterOutputStream(out, new Deflater(9, true)), data);
      case "br" -> {
        Brotli4jLoader.ensureAvailability();
        out.write(Encoder.compress(data, new Encoder.Parameters().setQuality(5)));
      }
      default -> out.write(Zstd.compress(data));
    }
    return out.toByteArray();
  }

  private static void write(OutputStream out, byte[] data) throws IOException {
    try (out) {
      out.write(data);
    }
  }

  private static String name(String coding) {
    return coding.replace("raw ", "");
  }

  private static String post(String coding, byte[] body) {
    return "POST /a HTTP/1.1\r\nHost: h\r\nContent-Encoding: "
        + coding
        + "\r\nContent-Length: "
        + body.length
        + "\r\n\r\n"
        + new String(body, StandardCharsets.ISO_8859_1);
  }

  private static void server(EmbeddedChannel channel) {
    server(channel, HttpLimits.DEFAULT);
  }

  private static void server(EmbeddedChannel channel, HttpLimits limits) {
    Http1.server(channel.pipeline(), limits);
    channel.pipeline().addLast(Decompression.ofRequests(limits));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "raw deflate", "br", "zstd"})
  void bodiesComeOutHoweverTheyAreCut(String coding) throws IOException {
    String text = "hello, hello, hello";
    Heard.assertHeard(
        DecompressionTest::server,
        post(name(coding), compress(coding, bytes(text))) + "GET /b HTTP/1.1\r\nHost: h\r\n\r\n",
        "POST /a|" + text + ". GET /b|. ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "raw deflate", "br", "zstd"})
  void longBodiesComeOutWhole(String coding) throws IOException {
    byte[] data = new byte[3 * MIB];
    new Random(1).nextBytes(data);
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) ('a' + (data[i] & 7));
    }
    String heard =
        new Heard(DecompressionTest::server)
            .receive(post(name(coding), compress(coding, data)), 60_000)
            .close();
    assertThat(heard.equals("POST /a|" + new String(data, StandardCharsets.ISO_8859_1) + ". "))
        .isTrue();
  }

  @Test
  void codingsAreUndoneInTheirOrder() throws IOException {
    byte[] twice = compress("br", compress("gzip", bytes("hello")));
    Heard.assertHeard(DecompressionTest::server, post("gzip, br", twice), "POST /a|hello. ");
    assertThat(new Heard(DecompressionTest::server).receive(post("br, gzip", twice)).close())
        .isEqualTo("POST /a|!400");
    assertThat(
            new Heard(DecompressionTest::server)
                .receive(post("gzip, gzip, gzip, gzip", twice))
                .close())
        .isEqualTo("!415");
  }

  @Test
  void membersOfGzipAreOneBody() throws IOException {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(compress("gzip", bytes("hel")));
    both.write(compress("gzip", bytes("lo")));
    Heard.assertHeard(
        DecompressionTest::server, post("gzip", both.toByteArray()), "POST /a|hello. ");
  }

  @Test
  void unknownCodingsAreRefusedByServersAndLeftToClients() {
    assertThat(new Heard(DecompressionTest::server).receive(post("what", bytes("x"))).close())
        .isEqualTo("!415");
    assertThat(client("GET", "HTTP/1.1 200 OK\r\nContent-Encoding: what\r\n\r\nx").end().close())
        .isEqualTo("200|x. ");
  }

  @Test
  void headAndEmptyBodiesAreNotDecompressed() {
    String head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ";
    assertThat(client("HEAD", head + "5\r\n\r\n").close()).isEqualTo("200|. ");
    assertThat(client("GET", head + "0\r\n\r\n").close()).isEqualTo("200|. ");
  }

  private static Heard client(String method, String response) {
    return new Heard(
            channel -> {
              Http1.client(channel.pipeline(), HttpLimits.DEFAULT);
              channel.pipeline().addLast(Decompression.ofResponses(HttpLimits.DEFAULT));
              channel.writeOutbound(
                  new DefaultFullHttpRequest(
                      HttpVersion.HTTP_1_1, HttpMethod.valueOf(method), "/"));
            })
        .receive(response);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "br", "zstd"})
  void brokenBodiesAreOneFailure(String coding) throws IOException {
    byte[] whole = compress(coding, bytes("hello, hello, hello"));
    byte[] cut = Arrays.copyOf(whole, whole.length - 2);
    for (byte[] body : new byte[][] {cut, bytes("\1not compressed in any way at all")}) {
      Heard heard = new Heard(DecompressionTest::server).receive(post(coding, body));
      heard.receive("GET /b HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(heard.close()).startsWith("POST /a|").endsWith("!400");
      assertThat(heard.failures).hasSize(1);
    }
  }

  // --- H12 ---

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "raw deflate", "br", "zstd"})
  void h12BombsEndAtTheRatio(String coding) throws IOException {
    byte[] bomb = compress(coding, new byte[64 * MIB]);
    Heard heard = new Heard(DecompressionTest::server).receive(post(name(coding), bomb), 1000);
    assertThat(heard.failures).hasSize(1);
    String text = heard.close();
    assertThat(text.endsWith("!413")).isTrue();
    assertThat(text.length()).isLessThan(Math.max(2 * MIB, 201 * bomb.length));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "raw deflate", "br", "zstd"})
  void h12BombsEndAtTheLength(String coding) throws IOException {
    byte[] bomb = compress(coding, new byte[MIB]);
    HttpLimits limits = HttpLimits.DEFAULT.withDecompressedLength(100_000);
    Heard heard = new Heard(channel -> server(channel, limits)).receive(post(name(coding), bomb));
    assertThat(heard.failures).hasSize(1);
    String text = heard.close();
    assertThat(text.endsWith("!413")).isTrue();
    assertThat(text.length()).isLessThan(100_100);
  }

  @Test
  void h12BombInsideABomb() throws IOException {
    byte[] bomb = compress("br", compress("gzip", new byte[256 * MIB]));
    Heard heard = new Heard(DecompressionTest::server).receive(post("gzip, br", bomb));
    String text = heard.close();
    assertThat(text.endsWith("!413")).isTrue();
    assertThat(text.length()).isLessThan(2 * MIB);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void h12ManyMembersTakeLinearTime(String coding) throws IOException {
    int count = 200_000; // copying what is left for each member would take many minutes
    byte[] member = compress(coding, bytes("x"));
    ByteArrayOutputStream all = new ByteArrayOutputStream(count * member.length);
    for (int i = 0; i < count; i++) {
      all.write(member);
    }
    Heard heard = new Heard(DecompressionTest::server).receive(post(coding, all.toByteArray()));
    assertThat(heard.close().equals("POST /a|" + "x".repeat(count) + ". ")).isTrue();
  }

  @Test
  void h12NothingIsDecompressedWhileNobodyReads() throws IOException {
    HttpLimits limits = HttpLimits.DEFAULT.withDecompressionRatio(10_000);
    Heard heard = new Heard(channel -> server(channel, limits));
    byte[] data = new byte[4 * MIB];
    heard.channel.config().setAutoRead(false);
    heard
        .receive(post("gzip", compress("gzip", data)))
        .receive("GET /b HTTP/1.1\r\nHost: h\r\n\r\n");
    assertThat(heard).hasToString("POST /a|");
    heard.channel.config().setAutoRead(true);
    heard.channel.runPendingTasks();
    assertThat(heard.close().length()).isEqualTo("POST /a|. GET /b|. ".length() + data.length);
  }
}
