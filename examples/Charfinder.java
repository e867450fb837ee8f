// Finds Unicode characters by words of their names, for any number of clients: the server of
// "Fluent Python".
//
//     ./asyncio run examples/Charfinder.java                   the server, and three clients at
// once
//     ./asyncio run examples/Charfinder.java --serve PORT      the server alone, until Ctrl-C
//
// Talk to it with "nc 127.0.0.1 PORT". It answers each line of words with the characters that have
// all of them in their names; an empty line ends the conversation.

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.Task;
import org.asyncio4j.net.Connection;
import org.asyncio4j.net.Server;
import org.asyncio4j.net.StreamReader;
import org.asyncio4j.net.StreamWriter;
import org.asyncio4j.net.Streams;

static final String HOST = "127.0.0.1";
static final String PROMPT = "?> ";
static final Duration GRACE = Duration.ofSeconds(2);

CharIndex index; // there before the first client comes

void main(String[] args) {
  if (args.length == 0) {
    run(() -> askAndAnswer());
  } else if (args.length == 2 && args[0].equals("--serve") && isPort(args[1])) {
    run(() -> serve(Integer.parseInt(args[1])));
  } else {
    refuse(
        "Charfinder.java takes --serve PORT, with a PORT from 0 to 65535, or nothing; not "
            + String.join(" ", args));
  }
}

boolean isPort(String word) {
  return word.matches("[0-9]{1,5}") && Integer.parseInt(word) <= 65535;
}

void refuse(String why) {
  System.err.println(why);
  System.exit(2);
}

// --- the server ---

Server start(int port) throws IOException {
  index = toThread(() -> CharIndex.build()); // takes long enough to hold up a loop
  return Streams.startServer((reader, writer) -> answer(reader, writer), HOST, port);
}

void serve(int port) throws IOException {
  Server server;
  try {
    server = start(port);
  } catch (BindException e) {
    refuse(e.getMessage() + ": give another PORT");
    return;
  }
  IO.println("serving on " + HOST + " port " + server.port() + ", Ctrl-C ends it");
  try {
    getRunningLoop().createFuture().await(); // until Ctrl-C cancels it
  } finally {
    server.shutdown(GRACE);
    IO.println("the server is shut down");
  }
}

/// The conversation with one client.
void answer(StreamReader reader, StreamWriter writer) {
  try {
    while (true) {
      writer.write(PROMPT);
      String line = reader.readLine(UTF_8);
      if (line.isBlank()) { // an empty line, or the end of the stream
        return;
      }
      int[] found = index.find(line);
      for (int character : found) {
        writer.write(describe(character)); // suspends while this client is slow; the others go on
      }
      writer.write(found.length + " found for " + line.strip() + "\n");
    }
  } catch (IOException e) {
    IO.println("lost a client: " + e.getMessage());
  }
}

String describe(int character) {
  String itself = Character.toString(character);
  return CharIndex.code(character) + "\t" + itself + "\t" + Character.getName(character) + "\n";
}

// --- three clients ---

void askAndAnswer() throws IOException {
  Server server = start(0);
  List<Task<String>> clients = new ArrayList<>();
  for (String words : List.of("chess black queen", "card trump", "no such character")) {
    clients.add(createTask(() -> ask(server.port(), words)));
  }
  gather(clients).forEach(IO::print);
  server.shutdown(GRACE);
}

String ask(int port, String words) throws IOException {
  try (Connection connection = Streams.openConnection(HOST, port)) {
    connection.reader().readUntil(PROMPT);
    connection.writer().write(words + "\n");
    String answer = new String(connection.reader().readUntil(PROMPT), UTF_8);
    return answer.substring(0, answer.length() - PROMPT.length());
  }
}
