package org.asyncio4j.http.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Awaitable;
import org.asyncio4j.EventLoop;
import org.asyncio4j.ExceptionContext;
import org.asyncio4j.net.Server;
import org.asyncio4j.net.ServerOptions;
import org.asyncio4j.net.StreamReader;
import org.asyncio4j.net.StreamWriter;
import org.asyncio4j.net.Streams;
import org.jspecify.annotations.Nullable;

/// A server on the loopback address whose answers are bytes written by hand.
final class RawServer implements AutoCloseable {
  static final String HOST = "127.0.0.1";

  /// Serves one connection.
  interface Script {
    void serve(Talk talk) throws Exception;
  }

  /// What a client does.
  interface Use {
    void with(RawServer server, ClientSession session) throws Exception;
  }

  private final Server server;

  /// The heads of all requests that have come, with their bodies if they were asked for.
  final List<String> requests = new ArrayList<>();

  int connections;

  private RawServer(Script script, ServerOptions options) throws IOException {
    server =
        Streams.startServer(
            (reader, writer) -> {
              int number = ++connections;
              try {
                script.serve(new Talk(this, number, reader, writer));
              } catch (IOException e) {
                // the client has gone, as some tests want it to
              }
            },
            HOST,
            0,
            options);
  }

  static RawServer start(Script script) throws IOException {
    return start(script, ServerOptions.DEFAULT);
  }

  static RawServer start(Script script, ServerOptions options) throws IOException {
    return new RawServer(script, options);
  }

  /// Gives this answer to each request.
  static Script answering(String answer) {
    return talk -> {
      while (talk.request() != null) {
        talk.say(answer);
      }
    };
  }

  /// Answers each request with its own path.
  static Script echoingPaths() {
    return talk -> {
      for (String request = talk.request(); request != null; request = talk.request()) {
        talk.answer(path(request));
      }
    };
  }

  static String path(String request) {
    return request.split(" ", -1)[1];
  }

  int port() {
    return server.port();
  }

  String url(String path) {
    return "http://" + HOST + ":" + port() + path;
  }

  @Override
  public void close() {
    server.shutdown(Duration.ZERO);
  }

  /// A connection, as the server sees it.
  record Talk(RawServer server, int number, StreamReader reader, StreamWriter writer) {
    /// The next request's head; null when there is none any more.
    @Nullable String request() throws IOException {
      StringBuilder head = new StringBuilder();
      while (true) {
        String line = reader.readLine(ISO_8859_1);
        if (line.isEmpty()) {
          return null;
        }
        if (line.equals("\r\n")) {
          server.requests.add(head.toString());
          return head.toString();
        }
        head.append(line);
      }
    }

    /// The next bytes of a body.
    String body(int length) throws IOException {
      return new String(reader.readExactly(length), ISO_8859_1);
    }

    /// A chunked body.
    String chunks() throws IOException {
      StringBuilder body = new StringBuilder();
      while (true) {
        int size = Integer.parseInt(reader.readLine(US_ASCII).strip(), 16);
        body.append(body(size));
        reader.readLine(US_ASCII);
        if (size == 0) {
          return body.toString();
        }
      }
    }

    void say(String bytes) throws IOException {
      writer.write(bytes.getBytes(ISO_8859_1));
    }

    void answer(String body) throws IOException {
      say("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }
  }

  /// Has a client use a server with this script, as in [#run].
  static void with(Script script, Use use) {
    with(script, ClientOptions.DEFAULT, use);
  }

  static void with(Script script, ClientOptions options, Use use) {
    with(script, ServerOptions.DEFAULT, options, use);
  }

  static void with(Script script, ServerOptions serving, ClientOptions options, Use use) {
    run(() -> {
      try (RawServer server = start(script, serving);
          ClientSession session = ClientSession.create(options)) {
        use.with(server, session);
      }
    });
  }

  /// Runs `body`, and checks that no failure was reported to the exception handler.
  static void run(Awaitable.Action body) {
    List<ExceptionContext> reports = new ArrayList<>();
    Asyncio.run(() -> {
      EventLoop loop = Asyncio.getRunningLoop();
      loop.setExceptionHandler((_, report) -> reports.add(report));
      Asyncio.await(body);
    });
    if (!reports.isEmpty()) {
      throw new AssertionError(reports.toString(), reports.getFirst().exception());
    }
  }
}
