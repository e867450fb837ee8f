// An echo server and its clients: each client sends three lines and checks what comes back.
//
//     ./asyncio run examples/Echo.java [CLIENTS]

import static org.asyncio4j.Asyncio.*;

import java.nio.charset.StandardCharsets;
import org.asyncio4j.net.Connection;
import org.asyncio4j.net.Server;
import org.asyncio4j.net.StreamReader;
import org.asyncio4j.net.StreamWriter;
import org.asyncio4j.net.Streams;

static final String HOST = "127.0.0.1";

void main(String[] args) {
  String count = args.length == 0 ? "100" : String.join(" ", args);
  if (!count.matches("[0-9]{1,5}")) {
    System.err.println("Echo.java takes a number of CLIENTS, or nothing; not " + count);
    System.exit(2);
  }
  int clients = Integer.parseInt(count);
  run(() -> {
    Server server = Streams.startServer((reader, writer) -> echo(reader, writer), HOST, 0);
    taskGroup(group -> {
      for (int i = 0; i < clients; i++) {
        int number = i;
        group.createTask(() -> talk(server.port(), number));
      }
    });
    server.shutdown(Duration.ofSeconds(5));
    IO.println(clients + " clients heard what they said");
  });
}

/// Runs as a task for each connection, which is closed when this returns.
void echo(StreamReader reader, StreamWriter writer) throws IOException {
  for (byte[] line : reader.lines()) {
    writer.write(line); // suspends while the client does not read
  }
}

void talk(int port, int number) throws IOException {
  try (Connection connection = Streams.openConnection(HOST, port)) {
    for (String word : List.of("hello", "again", "goodbye")) {
      String line = word + " from " + number + "\n";
      connection.writer().write(line);
      String answer = connection.reader().readLine(StandardCharsets.UTF_8);
      if (!answer.equals(line)) {
        throw new IllegalStateException("sent " + line + "and received " + answer);
      }
    }
  }
}
