// A chat server with rooms, and clients that try it.
//
//     ./asyncio run examples/Chat.java                   a conversation that ends by itself
//     ./asyncio run examples/Chat.java --serve PORT      the server alone, until Ctrl-C
//
// Talk to it with "nc 127.0.0.1 PORT". Whoever does not read holds up nobody: what he is told waits
// in an outbox of 100 lines, and when that is full, or nothing of it could be sent for 10 seconds,
// he
// is disconnected. So is whoever says nothing for 10 minutes.

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.Task;
import org.asyncio4j.net.Connection;
import org.asyncio4j.net.LimitOverrunError;
import org.asyncio4j.net.Server;
import org.asyncio4j.net.ServerOptions;
import org.asyncio4j.net.StreamReader;
import org.asyncio4j.net.StreamWriter;
import org.asyncio4j.net.Streams;
import org.asyncio4j.queue.Queue;
import org.asyncio4j.queue.QueueFull;
import org.asyncio4j.queue.QueueShutDown;

static final String HOST = "127.0.0.1";
static final String LOBBY = "lobby";
static final String COMMANDS = "/join ROOM, /rooms, /who and /quit";
static final int OUTBOX = 100; // lines
static final int LINE_LIMIT = 1024; // bytes
static final Duration PATIENCE = Duration.ofSeconds(10);
static final Duration GRACE = Duration.ofSeconds(2);

Duration idleLimit = Duration.ofMinutes(10);

// All tasks use these, and no lock guards them: all run on one thread, and take turns only where
// they await.
final Set<Member> members = new LinkedHashSet<>();
final SortedMap<String, Set<Member>> rooms = new TreeMap<>();
int lines;
int disconnected;
int longestOutbox;

/// Somebody who is connected. Has no name at first.
static final class Member {
  final Queue<String> outbox = Queue.create(OUTBOX);
  final StreamWriter writer;
  Task<?> reading;
  String name;
  String room;

  Member(StreamWriter writer) {
    this.writer = writer;
  }
}

void main(String[] args) {
  if (args.length == 0) {
    run(() -> converse());
  } else if (args.length == 2 && args[0].equals("--serve") && isPort(args[1])) {
    run(() -> serve(Integer.parseInt(args[1])));
  } else {
    refuse(
        "Chat.java takes --serve PORT, with a PORT from 0 to 65535, or nothing; not "
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
  ServerOptions options = ServerOptions.DEFAULT.withLimit(LINE_LIMIT);
  return Streams.startServer((reader, writer) -> chat(reader, writer), HOST, port, options);
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
    stop(server);
    IO.println(summary());
  }
}

/// Says goodbye to everybody, and gives them a moment to hear it.
void stop(Server server) {
  server.close();
  rooms.clear(); // so that nobody is told of all the others who leave
  for (Member member : members) {
    tell(member, "* the server is shut down: goodbye");
    member.reading.cancel();
  }
  server.shutdown(GRACE);
}

String summary() {
  return "%d lines were said, %d disconnected, at most %d lines waited for one client"
      .formatted(lines, disconnected, longestOutbox);
}

/// One connection. A task reads and another one writes; when one fails, the group cancels the
/// other.
void chat(StreamReader reader, StreamWriter writer) {
  Member member = new Member(writer);
  members.add(member);
  try {
    taskGroup(
        IOException.class,
        group -> {
          member.reading = group.createTask(() -> read(member, reader));
          group.createTask(() -> write(member));
        });
  } catch (IOException e) {
    // the client has vanished, which read() has told the others
  } finally {
    members.remove(member);
  }
}

void write(Member member) {
  try {
    while (true) {
      String line = member.outbox.get();
      if (!moveOnAfter(PATIENCE, () -> member.writer.write(line + "\n"))) {
        disconnect(member);
      }
    }
  } catch (QueueShutDown e) {
    // everything is written that was said before read() has ended
  }
}

void read(Member member, StreamReader reader) {
  try {
    tell(member, "* what is your name?");
    while (obeys(member, nextLine(member, reader))) {
      checkpoint(); // those who write get their turn, also when many lines have come at once
    }
  } catch (TimeoutException e) {
    tell(member, "* you have said nothing for " + idleLimit.toMillis() + " ms: goodbye");
  } finally {
    leave(member);
    member.outbox.shutdown();
  }
}

/// {@return what the client says, with its newline; nothing at the end}
String nextLine(Member member, StreamReader reader) throws TimeoutException {
  return timeout(
      idleLimit,
      () -> {
        try {
          return reader.readLine(UTF_8);
        } catch (LimitOverrunError e) {
          tell(member, "* a line cannot have more than " + LINE_LIMIT + " bytes: goodbye");
          return "";
        }
      });
}

/// Does what a line says. {@return whether the member stays}
boolean obeys(Member member, String rawLine) {
  String line = rawLine.replaceAll("\\p{Cntrl}", "").strip(); // what could play with terminals
  if (rawLine.isEmpty() || line.equals("/quit")) {
    return false;
  }
  lines++;
  if (member.name == null) {
    introduce(member, line);
  } else if (line.startsWith("/join ") && isName(line.substring(6))) {
    leave(member);
    join(member, line.substring(6));
  } else if (line.equals("/rooms")) {
    List<String> sizes = new ArrayList<>();
    rooms.forEach((room, inside) -> sizes.add(room + " (" + inside.size() + ")"));
    tell(member, "* rooms: " + String.join(", ", sizes));
  } else if (line.equals("/who")) {
    tell(member, "* in " + member.room + ": " + names(member.room));
  } else if (line.startsWith("/")) {
    tell(member, "* there are " + COMMANDS + "; a ROOM has up to 20 letters and digits");
  } else {
    tellOthers(member, member.name + ": " + line);
  }
  return true;
}

boolean isName(String word) {
  return word.matches("[\\p{L}\\p{N}_-]{1,20}");
}

void introduce(Member member, String name) {
  if (!isName(name)) {
    tell(member, "* a name has up to 20 letters and digits: what is yours?");
  } else if (members.stream().anyMatch(other -> name.equals(other.name))) {
    tell(member, "* " + name + " is here already: what is your name?");
  } else {
    member.name = name;
    tell(member, "* welcome, " + name + ": say something, or " + COMMANDS);
    join(member, LOBBY);
  }
}

void join(Member member, String room) {
  member.room = room;
  rooms.computeIfAbsent(room, _ -> new LinkedHashSet<>()).add(member);
  tell(member, "* in " + room + ": " + names(room));
  tellOthers(member, "* " + member.name + " has joined " + room);
}

void leave(Member member) {
  Set<Member> inside = member.room == null ? Set.of() : rooms.getOrDefault(member.room, Set.of());
  if (inside.contains(member)) {
    tellOthers(member, "* " + member.name + " has left " + member.room);
    inside.remove(member);
    if (inside.isEmpty()) {
      rooms.remove(member.room);
    }
  }
}

String names(String room) {
  return rooms.get(room).stream().map(member -> member.name).collect(Collectors.joining(", "));
}

void tellOthers(Member member, String line) {
  for (Member other : rooms.get(member.room)) {
    if (other != member) {
      tell(other, line);
    }
  }
}

/// Never waits for `member`.
void tell(Member member, String line) {
  try {
    member.outbox.putNowait(line);
    longestOutbox = Math.max(longestOutbox, member.outbox.qsize());
  } catch (QueueFull e) {
    disconnect(member);
  } catch (QueueShutDown e) {
    // is leaving
  }
}

/// Ends the connection at once: reading from it and writing to it fail.
void disconnect(Member member) {
  if (!member.writer.isClosing()) {
    disconnected++;
    member.writer.abort();
  }
}

// --- clients ---

/// A client, who prints what it hears.
record Guest(String name, Connection connection) {
  static Guest enter(int port, String name) throws IOException {
    Guest guest = new Guest(name, Streams.openConnection(HOST, port));
    guest.hears(1);
    guest.says(name);
    guest.hears(2);
    return guest;
  }

  void says(String line) throws IOException {
    connection.writer().write(line + "\n");
  }

  void hears(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      String line = connection.reader().readLine(UTF_8);
      print(line.isEmpty() ? "(the end)" : line);
    }
  }

  /// {@return how many of the numbered lines of bob come, in order, before he says that was it}
  int countLines() throws IOException {
    int count = 0;
    while (true) {
      String line = connection.reader().readLine(UTF_8);
      if (line.startsWith("bob: " + count + " ")) {
        count++;
      } else if (line.isEmpty() || line.equals("bob: that was it\n")) {
        return count;
      } else {
        print(line);
      }
    }
  }

  void print(String line) {
    IO.println("%-5s < %s".formatted(name, line.strip()));
  }
}

void converse() throws IOException {
  Server server = start(0);
  Guest ada = Guest.enter(server.port(), "ada");
  Guest bob = Guest.enter(server.port(), "bob");
  ada.hears(1);
  ada.says("hello bob");
  bob.hears(1);
  bob.says("/join java");
  bob.hears(1);
  ada.hears(1);
  ada.says("/rooms");
  ada.hears(1);
  ada.says("/join java");
  ada.hears(1);
  bob.hears(1);

  Guest sloth = Guest.enter(server.port(), "sloth");
  sloth.says("/join java");
  ada.hears(1);
  IO.println("sloth stops reading, and bob talks until sloth is disconnected");
  Task<Integer> heard = createTask(() -> ada.countLines());
  int said = 0;
  for (String words = " blah".repeat(180); disconnected == 0; said++) {
    bob.says(said + words);
  }
  bob.says("that was it");
  String all = heard.await() == said ? "all" : "not all";
  IO.println("ada has heard " + all + " that bob has said");
  bob.connection().writer().abort();
  ada.hears(1);

  idleLimit = Duration.ofMillis(300);
  Guest eve = Guest.enter(server.port(), "eve");
  eve.hears(2);
  ada.says("/who");
  ada.hears(1);
  stop(server);
  ada.hears(2);
  List.of(ada, bob, sloth, eve).forEach(guest -> guest.connection().close());
  IO.println(summary());
}
