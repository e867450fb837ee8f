package org.asyncio4j.http.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.http.wire.Http2ServerTest.with;
import static org.asyncio4j.http.wire.RawHttp2.COMPRESSION_ERROR;
import static org.asyncio4j.http.wire.RawHttp2.CONTINUATION;
import static org.asyncio4j.http.wire.RawHttp2.DATA;
import static org.asyncio4j.http.wire.RawHttp2.END_HEADERS;
import static org.asyncio4j.http.wire.RawHttp2.END_STREAM;
import static org.asyncio4j.http.wire.RawHttp2.ENHANCE_YOUR_CALM;
import static org.asyncio4j.http.wire.RawHttp2.GOAWAY;
import static org.asyncio4j.http.wire.RawHttp2.HEADERS;
import static org.asyncio4j.http.wire.RawHttp2.PADDED;
import static org.asyncio4j.http.wire.RawHttp2.PING;
import static org.asyncio4j.http.wire.RawHttp2.PRIORITY;
import static org.asyncio4j.http.wire.RawHttp2.PROTOCOL_ERROR;
import static org.asyncio4j.http.wire.RawHttp2.RST_STREAM;
import static org.asyncio4j.http.wire.RawHttp2.SETTINGS;

import io.netty.handler.codec.http2.Http2Exception;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What clients do wrong, by mistake or on purpose, over raw frames.
@Timeout(60)
final class Http2FaultsTest {
  private static final int FLOOD = 20_000;

  private static final int SETTINGS_INITIAL_WINDOW_SIZE = 4;
  private static final int SETTINGS_MAX_HEADER_LIST_SIZE = 6;

  private static void assertGoAway(RawHttp2 client, int code) throws Exception {
    RawHttp2.Frame goAway = client.awaitFrame(GOAWAY);
    assertThat(goAway.code()).as(goAway.toString()).isEqualTo(code);
    client.awaitEnd();
  }

  // --- T1, T2 ---

  @Test
  void t1RapidReset() {
    with((server, client) -> {
      for (int i = 0; i < 5000; i++) {
        client.get(2 * i + 1, "/hang").rst(2 * i + 1);
      }
      client.send();
      assertGoAway(client, ENHANCE_YOUR_CALM);
      assertThat(server.requests().size()).isBetween(1, 201);
    });
  }

  @Test
  void t2MadeYouReset() {
    with((server, client) -> {
      for (int i = 0; i < 5000; i++) {
        client.get(2 * i + 1, "/hang").windowUpdate(2 * i + 1, 0);
      }
      client.send();
      assertGoAway(client, ENHANCE_YOUR_CALM);
      assertThat(client.count(frame -> frame.type() == RST_STREAM)).isBetween(1L, 201L);
      assertThat(server.requests().size()).isBetween(1, 201);
    });
  }

  // --- T3 ---

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void t3ContinuationFlood(int size) {
    with((server, client) -> {
      client.frame(HEADERS, END_STREAM, 1, client.block(":method", "GET"));
      byte[] part = new byte[size];
      for (int i = 0; i < FLOOD; i++) {
        client.frame(CONTINUATION, 0, 1, part);
      }
      client.send();
      assertGoAway(client, ENHANCE_YOUR_CALM);
      assertThat(server.requests()).isEmpty();
    });
  }

  @Test
  void t3HeadersOfManyLargeContinuations() {
    with((server, client) -> {
      client.frame(HEADERS, END_STREAM, 1, client.block(":method", "GET"));
      byte[] part = client.block("x", "y".repeat(16_000));
      for (int i = 0; i < 40; i++) {
        client.frame(CONTINUATION, 0, 1, part);
      }
      client.send();
      assertGoAway(client, PROTOCOL_ERROR);
      assertThat(server.requests()).isEmpty();
    });
  }

  @Test
  void t3HeadersThatDoNotEnd() {
    Http2Limits limits =
        Http2Limits.DEFAULT.withTimeouts(
            Duration.ofMillis(100), Duration.ofSeconds(30), Duration.ofSeconds(75));
    with(
        limits,
        (server, client) -> {
          client.frame(HEADERS, END_STREAM, 1, client.block(":method", "GET")).send();
          assertGoAway(client, ENHANCE_YOUR_CALM);
          assertThat(server.requests()).isEmpty();
        });
  }

  // --- T4 ---

  private interface Flood {
    void add(RawHttp2 client);
  }

  private static void assertRefused(Flood flood) {
    with((server, client) -> {
      client.post(1, "/paused");
      for (int i = 0; i < FLOOD; i++) {
        flood.add(client);
      }
      client.send();
      assertGoAway(client, ENHANCE_YOUR_CALM);
      // what was answered before
      assertThat(client.count(frame -> frame.has(RawHttp2.ACK) && frame.type() != DATA))
          .isLessThan(2L * Http2Limits.DEFAULT.controlFrames());
      assertThat(server.streams.getFirst().failure).isNull();
    });
  }

  @Test
  void t4PingFlood() {
    assertRefused(RawHttp2::ping);
  }

  @Test
  void t4SettingsFlood() {
    assertRefused(client -> client.settings(SETTINGS_INITIAL_WINDOW_SIZE, 65_535));
  }

  @Test
  void t4PriorityFlood() {
    assertRefused(client -> client.frame(PRIORITY, 0, 3, new byte[5]));
  }

  @Test
  void t4EmptyDataFlood() {
    assertRefused(client -> client.data(1, false, ""));
  }

  @Test
  void t4WindowUpdateFlood() {
    assertRefused(client -> client.windowUpdate(0, 1));
  }

  @Test
  void t4UnknownFrameFlood() {
    assertRefused(client -> client.frame(0xfa, 0, 0));
  }

  @Test
  void t4AcknowledgementsOfSettingsFlood() {
    assertRefused(client -> client.frame(SETTINGS, RawHttp2.ACK, 0));
  }

  @Test
  void t4ResetsOfStreamsThatAreGoneFlood() {
    assertRefused(client -> client.rst(1));
  }

  @Test
  void t4AFewPingsAreAnswered() {
    with((_, client) -> {
      for (int i = 0; i < 500; i++) {
        client.ping();
      }
      client.get(1, "/hello").send();
      client.awaitFrame(DATA, 1);
      assertThat(client.count(frame -> frame.type() == PING)).isEqualTo(500);
    });
  }

  @Test
  void t4WhoTakesDataMayWidenItsWindowEachTime() {
    Http2Limits few = Http2Limits.DEFAULT.withControlFrames(20);
    with(
        few,
        (_, client) -> {
          client.get(1, "/big/3000000").send();
          RawHttp2.Frame data;
          do {
            data = client.awaitFrame(DATA, 1);
            int size = Math.max(1, data.payload().length);
            client.windowUpdate(0, size).windowUpdate(1, size).send();
          } while (!data.has(END_STREAM));
        });
  }

  // --- T5 ---

  @Test
  void t5HpackBomb() {
    with((server, client) -> {
      ByteArrayOutputStream block = new ByteArrayOutputStream();
      block.writeBytes(
          client.block(":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a"));
      byte[] value = new byte[3000];
      Arrays.fill(value, (byte) 'v');
      block.writeBytes(new byte[] {0x40, 1, 'x', 127, (byte) ((2873 & 127) | 128), 2873 >> 7});
      block.writeBytes(value);
      for (int i = 0; i < 12_000; i++) {
        block.write(0x80 | 62); // the entry that was just made
      }
      client.frame(HEADERS, END_HEADERS | END_STREAM, 1, block.toByteArray()).send();
      RawHttp2.Frame answer = client.awaitFrame(HEADERS, 1);
      assertThat(client.decode(answer).status().toString()).isEqualTo("431");
      assertThat(server.requests()).isEmpty();
    });
  }

  private static final byte[] TABLE_UPDATES = {0x20, 0x3f, (byte) 0xe1, 0x1f};

  private static byte[] repeated(byte[] what, int times) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < times; i++) {
      all.writeBytes(what);
    }
    return all.toByteArray();
  }

  @Test
  void t5TableSizeUpdateStorm() {
    with((server, client) -> {
      client.frame(HEADERS, END_HEADERS | END_STREAM, 1, repeated(TABLE_UPDATES, 4000)).send();
      assertGoAway(client, COMPRESSION_ERROR);
      assertThat(server.requests()).isEmpty();
    });
  }

  @Test
  void t5TableSizeUpdateStormAfterPaddingAndInPieces() {
    with((server, client) -> {
      byte[] updates = repeated(TABLE_UPDATES, 3000);
      ByteArrayOutputStream first = new ByteArrayOutputStream();
      first.write(0); // no padding
      first.writeBytes(new byte[] {0, 0, 0, 0, 1}); // a priority
      client
          .frame(HEADERS, END_STREAM | PADDED | 0x20, 1, first.toByteArray())
          .frame(CONTINUATION, END_HEADERS, 1, updates)
          .send();
      assertGoAway(client, COMPRESSION_ERROR);
      assertThat(server.requests()).isEmpty();
    });
  }

  @Test
  void t5TwoTableSizeUpdatesAreFine() {
    with((_, client) -> {
      ByteArrayOutputStream block = new ByteArrayOutputStream();
      block.writeBytes(TABLE_UPDATES);
      block.writeBytes(
          client.block(":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a"));
      client.frame(HEADERS, END_HEADERS | END_STREAM, 1, block.toByteArray()).send();
      assertThat(client.awaitFrame(DATA, 1).text()).isEqualTo("hello ");
    });
  }

  // --- T6 ---

  private static final Http2Limits SHORT_WRITES =
      Http2Limits.DEFAULT.withTimeouts(
          Duration.ofSeconds(10), Duration.ofMillis(200), Duration.ofSeconds(75));

  @Test
  void t6AWindowOfZero() {
    Asyncio.run(() -> {
      try (Http2Server server = new Http2Server(SHORT_WRITES);
          RawHttp2 client = RawHttp2.connect(server.port(), SETTINGS_INITIAL_WINDOW_SIZE, 0)) {
        client.get(1, "/big/1000000").send();
        client.awaitFrame(RST_STREAM, 1);
        assertThat(client.count(frame -> frame.type() == DATA)).isZero();
        assertThat(server.streams.getFirst().left()).isGreaterThan(1_000_000 - 128 * 1024);
        client.get(3, "/status/204").send(); // the connection goes on
        client.awaitFrame(HEADERS, 3);
      }
    });
  }

  @Test
  void t6AWindowThatGrowsByBytes() {
    Asyncio.run(() -> {
      try (Http2Server server = new Http2Server(SHORT_WRITES);
          RawHttp2 client = RawHttp2.connect(server.port(), SETTINGS_INITIAL_WINDOW_SIZE, 1)) {
        client.get(1, "/big/1000000").send();
        RawHttp2.Frame frame;
        do {
          frame = client.awaitFrame(f -> f.type() == DATA || f.type() == RST_STREAM);
          client.windowUpdate(1, 1).send();
        } while (frame.type() == DATA);
        assertThat(client.count(f -> f.type() == DATA)).isGreaterThan(1);
        assertThat(server.streams.getFirst().left()).isGreaterThan(1_000_000 - 128 * 1024);
      }
    });
  }

  @Test
  void t6AClientThatReadsNothing() {
    Asyncio.run(() -> {
      try (Http2Server server = new Http2Server(SHORT_WRITES);
          RawHttp2 client =
              RawHttp2.connect(server.port(), SETTINGS_INITIAL_WINDOW_SIZE, Integer.MAX_VALUE)) {
        client.windowUpdate(0, Integer.MAX_VALUE - 65_535).get(1, "/whole/40000000").send();
        while (server.streams.isEmpty()) {
          Asyncio.sleep(Duration.ZERO);
        }
        server.streams.getFirst().awaitClosed();
      }
    });
  }

  // --- T7 ---

  @Test
  void t7ATinyLimitForHeadersIsAdvice() {
    Asyncio.run(() -> {
      try (Http2Server server = new Http2Server(Http2Limits.DEFAULT);
          RawHttp2 client = RawHttp2.connect(server.port(), SETTINGS_MAX_HEADER_LIST_SIZE, 1)) {
        for (int i = 1; i < 20; i += 2) {
          client.get(i, "/hello").send();
          assertThat(client.awaitFrame(DATA, i).text()).isEqualTo("hello ");
        }
        assertThat(client.count(frame -> frame.type() == HEADERS)).isEqualTo(10);
      }
    });
  }

  // --- T8 ---

  private static void assertRefused(String... fields) {
    with((server, client) -> {
      client.fields(1, true, fields).get(3, "/hello").send();
      assertThat(client.awaitFrame(RST_STREAM, 1).code()).isEqualTo(PROTOCOL_ERROR);
      client.awaitFrame(DATA, 3);
      assertThat(server.requests()).containsExactly("GET /hello");
      assertThat(client.count(frame -> frame.type() == RST_STREAM)).isOne();
    });
  }

  private static String[] request(String... more) {
    String[] fields = {":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a"};
    String[] all = Arrays.copyOf(fields, fields.length + more.length);
    System.arraycopy(more, 0, all, fields.length, more.length);
    return all;
  }

  @Test
  void t8NoMethod() {
    assertRefused(":scheme", "http", ":path", "/", ":authority", "a");
  }

  @Test
  void t8NoScheme() {
    assertRefused(":method", "GET", ":path", "/", ":authority", "a");
  }

  @Test
  void t8NoPath() {
    assertRefused(":method", "GET", ":scheme", "http", ":authority", "a");
  }

  @Test
  void t8NothingAtAll() {
    assertRefused("a", "b");
  }

  @Test
  void t8EmptyPath() {
    assertRefused(":method", "GET", ":scheme", "http", ":path", "", ":authority", "a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "http://a/", "*", "/a b", "/\tx", "/x#y", "/\u00e4", "?x"})
  void t8APathThatIsNone(String path) {
    assertRefused(":method", "GET", ":scheme", "http", ":path", path, ":authority", "a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"G T", "", "GE\u0000T", "G(T"})
  void t8AMethodThatIsNone(String method) {
    assertRefused(":method", method, ":scheme", "http", ":path", "/", ":authority", "a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"user@host", "a b", "a/b", ""})
  void t8AnAuthorityThatIsNone(String authority) {
    assertRefused(":method", "GET", ":scheme", "http", ":path", "/", ":authority", authority);
  }

  @Test
  void t8APseudoHeaderTwice() {
    assertRefused(request(":path", "/other"));
  }

  @Test
  void t8AnUnknownPseudoHeader() {
    assertRefused(request(":unknown", "x"));
  }

  @Test
  void t8AStatusInARequest() {
    assertRefused(request(":status", "200"));
  }

  @Test
  void t8AProtocolThatNobodyHasAllowed() {
    assertRefused(
        ":method", "CONNECT", ":scheme", "http", ":path", "/", ":authority", "a", ":protocol", "x");
  }

  @Test
  void t8ConnectWithAPath() {
    assertRefused(":method", "CONNECT", ":scheme", "http", ":path", "/", ":authority", "a");
  }

  @Test
  void t8APseudoHeaderAfterAnother() {
    assertRefused(":method", "GET", ":scheme", "http", "a", "b", ":path", "/", ":authority", "a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"})
  void t8AHeaderOfTheConnection(String name) {
    assertRefused(request(name, "chunked"));
  }

  @Test
  void t8TeOfAnotherValue() {
    assertRefused(request("te", "gzip"));
  }

  @Test
  void t8TeTrailersIsFine() {
    with((_, client) -> {
      client.fields(1, true, request("te", "trailers")).send();
      client.awaitFrame(DATA, 1);
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"Upper", "sp ace", "", "nul\u0000", "caf\u00e9", "a:b"})
  void t8ANameThatIsNone(String name) {
    assertRefused(request(name, "x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\rb", "a\nb", "a\u0000b"})
  void t8AValueThatIsNone(String value) {
    assertRefused(request("x", value));
  }

  @Test
  void t8AHostThatIsNotTheAuthority() {
    assertRefused(request("host", "other"));
  }

  @Test
  void t8AHeaderOfTheCodecsOwnIsNotPassedOn() {
    with((server, client) -> {
      client.fields(1, true, request("x-http2-scheme", "evil", "x-http2-stream-id", "7")).send();
      client.awaitFrame(DATA, 1);
      assertThat(server.streams.getFirst().request().headers().names()).containsExactly("host");
    });
  }

  @Test
  void t8AContentLengthWithoutABody() {
    assertRefused(request("content-length", "5"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"+5", "0x5", "5, 6", "-1", "99999999999999999999"})
  void t8AContentLengthThatIsNone(String length) {
    assertRefused(request("content-length", length));
  }

  @Test
  void t8LessDataThanPromised() {
    with((server, client) -> {
      client.post(1, "/x", "content-length", "5").data(1, true, "abc").send();
      assertThat(client.awaitFrame(RST_STREAM, 1).code()).isEqualTo(PROTOCOL_ERROR);
      Http2Server.Stream stream = server.streams.getFirst();
      assertThat(stream.ended).isFalse();
      assertThat(stream.failure).isInstanceOf(Http2Exception.class);
    });
  }

  @Test
  void t8MoreDataThanPromised() {
    with((server, client) -> {
      client.post(1, "/x", "content-length", "5").data(1, false, "abcdef").send();
      assertThat(client.awaitFrame(RST_STREAM, 1).code()).isEqualTo(PROTOCOL_ERROR);
      Http2Server.Stream stream = server.streams.getFirst();
      assertThat(stream.ended).isFalse();
      assertThat(stream.body).isEmpty();
    });
  }

  @Test
  void t8TrailersWithAPseudoHeader() {
    with((server, client) -> {
      client.post(1, "/x").data(1, false, "abc").fields(1, true, ":path", "/y").send();
      assertThat(client.awaitFrame(RST_STREAM, 1).code()).isEqualTo(PROTOCOL_ERROR);
      assertThat(server.streams.getFirst().ended).isFalse();
    });
  }

  @Test
  void t8TrailersThatDoNotEndTheStream() {
    with((server, client) -> {
      client.post(1, "/x").data(1, false, "abc").fields(1, false, "a", "b").send();
      assertThat(client.awaitFrame(RST_STREAM, 1).code()).isEqualTo(PROTOCOL_ERROR);
      assertThat(server.streams.getFirst().ended).isFalse();
    });
  }

  // --- T9 ---

  @Test
  void t9AServerThatDrainsSaysSoTwice() {
    with((server, client) -> {
      client.post(1, "/first").send();
      while (server.requests().isEmpty()) {
        Asyncio.sleep(Duration.ZERO);
      }
      server.sessions.getFirst().drain();
      RawHttp2.Frame early = client.awaitFrame(GOAWAY);
      assertThat(early.intAt(0)).isEqualTo(Integer.MAX_VALUE);
      assertThat(early.code()).isZero();
      RawHttp2.Frame ping = client.awaitFrame(PING);
      client.get(3, "/on-its-way").frame(PING, RawHttp2.ACK, 0, ping.payload()).send();
      RawHttp2.Frame last = client.awaitFrame(GOAWAY);
      assertThat(last.intAt(0)).isEqualTo(3);
      assertThat(last.code()).isZero();
      client.get(5, "/too-late").data(1, true, "x").send();
      client.awaitEnd();
      assertThat(client.count(f -> f.type() == DATA && f.has(END_STREAM))).isEqualTo(2);
      assertThat(server.requests()).containsExactly("POST /first", "GET /on-its-way");
    });
  }

  // --- T10 ---

  @Test
  void t10OneStreamFailsAndTheOthersFinish() {
    with((server, client) -> {
      client.post(1, "/a").post(3, "/b").get(5, "/broken").post(7, "/c");
      client.rst(3).windowUpdate(7, 0).data(1, true, "x").send();
      assertThat(client.awaitFrame(DATA, 1).text()).isEqualTo("hello x");
      client.get(9, "/d").send();
      assertThat(client.awaitFrame(DATA, 9).text()).isEqualTo("hello ");
      assertThat(client.count(f -> f.type() == RST_STREAM && f.stream() == 5)).isOne();
      assertThat(client.count(f -> f.type() == RST_STREAM && f.stream() == 7)).isOne();
      assertThat(client.count(f -> f.type() == GOAWAY)).isZero();
      assertThat(server.streams).filteredOn(s -> s.closed).hasSize(5);
    });
  }

  // --- framing ---

  @Test
  void moreStreamsThanAllowedAreRefused() {
    with(
        Http2Limits.DEFAULT.withMaxConcurrentStreams(2),
        (server, client) -> {
          client.get(1, "/hang").get(3, "/hang").get(5, "/hello").send();
          assertThat(client.awaitFrame(RST_STREAM, 5).code()).isEqualTo(7);
          assertThat(server.requests()).hasSize(2);
        });
  }

  @Test
  void moreDataThanTheWindowAllowsEndsTheConnection() {
    with((_, client) -> {
      client.post(1, "/paused");
      for (int i = 0; i < 5; i++) {
        client.data(1, false, "x".repeat(16_000));
      }
      client.send();
      RawHttp2.Frame refusal = client.awaitFrame(f -> f.type() == RST_STREAM || f.type() == GOAWAY);
      assertThat(refusal.code()).isEqualTo(RawHttp2.FLOW_CONTROL_ERROR);
    });
  }

  @Test
  void anotherPrefaceEndsTheConnection() {
    with((server, client) -> {
      RawHttp2 other = RawHttp2.connect(server.port());
      other.close();
      RawHttp2 wrong = RawHttp2.withoutPreface(server.port());
      wrong.writer.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n".getBytes(US_ASCII));
      assertThat(wrong.awaitFrame(GOAWAY).code()).isEqualTo(PROTOCOL_ERROR);
      wrong.awaitEnd();
      wrong.close();
      assertThat(server.requests()).isEmpty();
      client.get(1, "/hello").send();
      client.awaitFrame(DATA, 1);
    });
  }

  @Test
  void aFrameLargerThanAllowedEndsTheConnection() {
    with((_, client) -> {
      client.frame(DATA, 0, 1, new byte[16_385]).send();
      assertGoAway(client, 6);
    });
  }

  @Test
  void framesMayComeByteByByte() {
    with((_, client) -> {
      client.get(1, "/hello");
      client.sendByteByByte();
      assertThat(client.awaitFrame(DATA, 1).text()).isEqualTo("hello ");
    });
  }
}
