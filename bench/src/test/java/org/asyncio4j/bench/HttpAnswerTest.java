package org.asyncio4j.bench;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpAnswerTest {
  private static final String RIGHT =
      """
      HTTP/1.1 200 OK
      Content-Type: text/plain; charset=utf-8
      Content-Length: 13
      Date: Thu, 26 Nov 2026 21:20:02 GMT

      Hello, World!\
      """;

  @Test
  void theRightAnswerIsTaken() {
    assertThatCode(() -> check(RIGHT)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "200 OK | 202 Accepted | the status '202' instead of '200'",
        "World | Moon! | the body 'Hello, Moon!!' instead of 'Hello, World!'",
        "Content-Length: 13 | X: 1 | the Content-Length 'null' instead of '13'",
        "plain | html | the Content-Type 'text/html; charset=utf-8' instead of"
            + " 'text/plain; charset=utf-8'",
        "Date | \"Connection: close\nDay\" | the Connection 'close' instead of 'keep-alive'",
        "Date | Day | the Date 'null'",
      })
  void anotherIsNamed(String right, String wrong, String what) {
    assertThatThrownBy(() -> check(RIGHT.replace(right, wrong)))
        .isInstanceOf(IOException.class)
        .hasMessage("/plaintext is answered with " + what);
  }

  private static void check(String answer) throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread server = Thread.startVirtualThread(() -> answerOnce(listener, answer));
      HttpAnswer.PLAINTEXT.check(listener.getLocalPort());
      server.join();
    }
  }

  private static void answerOnce(ServerSocket listener, String answer) {
    try (Socket connection = listener.accept()) {
      InputStream input = connection.getInputStream();
      StringBuilder request = new StringBuilder();
      while (!request.toString().endsWith("\r\n\r\n")) {
        request.append((char) input.read());
      }
      connection
          .getOutputStream()
          .write(answer.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
