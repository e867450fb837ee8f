package org.asyncio4j.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Task;
import org.asyncio4j.net.Connection;
import org.asyncio4j.net.ServerOptions;
import org.asyncio4j.net.StreamReader;
import org.asyncio4j.net.StreamWriter;
import org.asyncio4j.net.Streams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ProxyTest {
  @Test
  void aProxyIsAskedForUrlsOfHttp() {
    RawServer.run(() -> {
      try (RawServer proxy = RawServer.start(RawServer.echoingPaths());
          ClientSession session =
              ClientSession.create(
                  ClientOptions.DEFAULT.withProxy(
                      "http://user:pass%20word@127.0.0.1:" + proxy.port()))) {
        assertThat(session.get("http://nowhere.invalid/x?y").text())
            .isEqualTo("http://nowhere.invalid/x?y");
        assertThat(proxy.requests.getFirst())
            .contains("host: nowhere.invalid\r\n")
            .contains("proxy-authorization: " + ClientRequest.basic("user", "pass word"));
      }
    });
  }

  static void copy(StreamReader from, StreamWriter to) throws IOException {
    for (byte[] data = from.read(64 * 1024); data.length > 0; data = from.read(64 * 1024)) {
      to.write(data);
    }
    to.close();
  }

  /// Connects to wherever a client wants.
  static void serveTunnel(RawServer.Talk talk) throws IOException {
    String[] target = RawServer.path(Objects.requireNonNull(talk.request())).split(":", -1);
    try (Connection onward = Streams.openConnection(target[0], Integer.parseInt(target[1]))) {
      talk.say("HTTP/1.1 200 Connection established\r\n\r\n");
      Task<?> back = Asyncio.createTask(() -> copy(onward.reader(), talk.writer()));
      copy(talk.reader(), onward.writer());
      back.await();
    }
  }

  @Test
  void aProxyIsAskedForConnectionsToServersOfHttps(@TempDir Path folder) throws Exception {
    OwnServer.Certificate certificate = OwnServer.Certificate.in(folder);
    RawServer.run(() -> {
      try (RawServer server =
              RawServer.start(
                  RawServer.echoingPaths(), ServerOptions.DEFAULT.withTls(certificate.server()));
          RawServer proxy = RawServer.start(ProxyTest::serveTunnel);
          ClientSession session =
              ClientSession.create(
                  certificate.trusted().withProxy("http://u:p@127.0.0.1:" + proxy.port()))) {
        String url = server.url("").replace("http:", "https:");
        assertThat(session.get(url + "/1").text()).isEqualTo("/1");
        assertThat(session.get(url + "/2").text()).isEqualTo("/2");
        assertThat(proxy.requests).hasSize(1);
        assertThat(proxy.requests.getFirst())
            .startsWith("CONNECT 127.0.0.1:" + server.port() + " HTTP/1.1\r\n")
            .contains("proxy-authorization");
        assertThat(server.requests.getFirst()).doesNotContain("proxy-auth");
      }
    });
  }

  @Test
  void aProxyThatRefusesIsAnError() {
    RawServer.run(() -> {
      try (RawServer proxy =
              RawServer.start(
                  RawServer.answering(
                      "HTTP/1.1 407 Who are you\r\nContent-Length: 4\r\n\r\nyou?"));
          ClientSession session =
              ClientSession.create(
                  ClientOptions.DEFAULT.withProxy("http://127.0.0.1:" + proxy.port()))) {
        assertThatThrownBy(() -> session.get("https://nowhere.invalid/"))
            .isInstanceOfSatisfying(
                ClientResponseError.class, e -> assertThat(e.status()).isEqualTo(407));
      }
    });
  }

  @Test
  void x5WhatAProxySendsBeforeTlsIsNotTakenForTheServers() {
    RawServer.run(() -> {
      try (RawServer proxy =
              RawServer.start(
                  RawServer.answering(
                      "HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0"));
          ClientSession session =
              ClientSession.create(
                  ClientOptions.DEFAULT.withProxy("http://127.0.0.1:" + proxy.port()))) {
        assertThatThrownBy(() -> session.get("https://nowhere.invalid/"))
            .isInstanceOf(ClientConnectionError.class)
            .hasMessageContaining("before TLS");
      }
    });
  }
}
