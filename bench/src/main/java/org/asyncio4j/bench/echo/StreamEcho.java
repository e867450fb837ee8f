package org.asyncio4j.bench.echo;

import static org.asyncio4j.Asyncio.run;

import java.io.IOException;
import java.nio.file.Path;
import org.asyncio4j.bench.serving.Serving;
import org.asyncio4j.net.ConnectionHandler;
import org.asyncio4j.net.Server;
import org.asyncio4j.net.ServerOptions;
import org.asyncio4j.net.StreamReader;
import org.asyncio4j.net.StreamWriter;
import org.asyncio4j.net.Streams;
import org.asyncio4j.net.TlsContext;

/// `StreamEcho streams|lines [CERTIFICATE KEY]`: asyncio4j's streams. The transport is what
/// `-Dasyncio.transport` says.
public final class StreamEcho {
  private StreamEcho() {}

  /// Serves.
  ///
  /// @param args what to echo: bytes as they come, or lines; for TLS the PEM files of a certificate
  ///   and its key
  public static void main(String[] args) {
    ConnectionHandler handler =
        switch (args[0]) {
          case "streams" -> StreamEcho::echoBytes;
          case "lines" -> StreamEcho::echoLines;
          default -> throw new IllegalArgumentException("streams or lines, not " + args[0]);
        };
    run(() -> {
      ServerOptions options =
          args.length < 3
              ? ServerOptions.DEFAULT
              : ServerOptions.DEFAULT.withTls(
                  TlsContext.server(Path.of(args[1]), Path.of(args[2])));
      Server server = Streams.startServer(handler, "127.0.0.1", 0, options);
      Serving.on(server.port());
      server.serveForever();
    });
  }

  private static void echoBytes(StreamReader reader, StreamWriter writer) throws IOException {
    for (byte[] data = reader.read(65536); data.length > 0; data = reader.read(65536)) {
      writer.write(data);
    }
  }

  private static void echoLines(StreamReader reader, StreamWriter writer) throws IOException {
    for (byte[] line = reader.readLine(); line.length > 0; line = reader.readLine()) {
      writer.write(line);
    }
  }
}
