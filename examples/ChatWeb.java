// A chat with rooms, in the browser: the page and the server of a WebSocket.
//
//     ./asyncio run examples/ChatWeb.java [PORT]
//
// Open http://127.0.0.1:8080/ in two windows; Ctrl-C ends it. Whoever does not read holds up
// nobody: what is said waits in an outbox of 100 messages, and when that is full, or nothing of it
// could be sent for 10 seconds, the connection is cut.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.Task;
import org.asyncio4j.http.web.Application;
import org.asyncio4j.http.web.Response;
import org.asyncio4j.http.web.Web;
import org.asyncio4j.http.web.WebServer;
import org.asyncio4j.http.websocket.CloseCode;
import org.asyncio4j.http.websocket.WebSocket;
import org.asyncio4j.http.websocket.WebSocketClosedException;
import org.asyncio4j.http.websocket.WebSocketOptions;
import org.asyncio4j.queue.Queue;
import org.asyncio4j.queue.QueueFull;

static final String HOST = "127.0.0.1";
static final int OUTBOX = 100; // messages
static final int TEXT = 1000; // letters
static final Duration PATIENCE = Duration.ofSeconds(10);
static final Duration GRACE = Duration.ofSeconds(2);
static final WebSocketOptions OPTIONS = WebSocketOptions.DEFAULT.withMaxMessageSize(16 * 1024);

/// What a client says.
///
/// @param type "join", with a name and a room, or "say", with a text
record Said(String type, String name, String room, String text) {}

/// What a client is told.
///
/// @param type "said", by whom and what; "note", what has happened and who is here now; or
///   "refused"
record Told(String type, String name, String text, List<String> here) {}

/// Somebody who is in a room.
record Member(String name, String room, Queue<Told> outbox, Task<?> task) {}

// All tasks use these, and no lock guards them: all run on one thread, and take turns only where
// they await.
final Set<Member> members = new LinkedHashSet<>();
int messages;
int disconnected;

void main(String[] args) {
  String port = args.length == 0 ? "8080" : String.join(" ", args);
  if (port.matches("[0-9]{1,5}") && Integer.parseInt(port) <= 65535) {
    run(() -> serve(Integer.parseInt(port)));
  } else {
    refuse("ChatWeb.java takes a PORT from 0 to 65535, or nothing; not " + port);
  }
}

void refuse(String why) {
  System.err.println(why);
  System.exit(2);
}

void serve(int port) throws IOException {
  Application application = Application.create();
  application.get("/", _ -> Response.html(PAGE));
  application.get("/chat", _ -> Response.webSocket(OPTIONS, ws -> chat(ws)));
  WebServer server;
  try {
    server = Web.start(application, HOST, port);
  } catch (BindException e) {
    refuse(e.getMessage() + ": give another PORT");
    return;
  }
  IO.println("serving on http://" + HOST + ":" + server.port() + "/, Ctrl-C ends it");
  try {
    server.serveForever();
  } finally {
    server.shutdown(GRACE); // tells every client that the server goes away
    IO.println("%d messages were said, %d disconnected".formatted(messages, disconnected));
  }
}

/// One connection: the request's task reads, and another one writes.
void chat(WebSocket ws) throws IOException {
  Said join = receive(ws);
  String problem = join == null ? "" : problem(join);
  if (problem != null) {
    if (!ws.isClosed()) {
      ws.sendJson(new Told("refused", "", problem, null));
    }
    return;
  }
  taskGroup(group -> {
    Member member = new Member(join.name, join.room, Queue.create(OUTBOX), currentTask());
    members.add(member);
    tellRoom(member.room, new Told("note", "", member.name + " has joined", here(member.room)));
    Task<?> writing = group.createTask(() -> write(member, ws));
    try {
      read(member, ws);
    } finally {
      writing.cancel();
      members.remove(member);
      tellRoom(member.room, new Told("note", "", member.name + " has left", here(member.room)));
    }
  });
}

/// {@return what a client says; null when it says nothing any more, or something else}
Said receive(WebSocket ws) {
  try {
    return ws.receiveJson(Said.class);
  } catch (WebSocketClosedException e) {
    return null;
  } catch (IOException e) {
    ws.close(CloseCode.POLICY_VIOLATION, "that was no message of this chat");
    return null;
  }
}

/// {@return why somebody cannot join; null when nothing is in the way}
String problem(Said join) {
  if (!"join".equals(join.type) || !isName(join.name) || !isName(join.room)) {
    return "names and rooms have 1 to 20 letters and digits";
  }
  for (Member member : members) {
    if (member.name.equals(join.name)) {
      return join.name + " is here already: take another name";
    }
  }
  return null;
}

boolean isName(String word) {
  return word != null && word.matches("[\\p{L}\\p{N}_-]{1,20}");
}

void read(Member member, WebSocket ws) {
  for (Said said = receive(ws); said != null; said = receive(ws)) {
    if (!"say".equals(said.type) || said.text == null || said.text.length() > TEXT) {
      ws.close(CloseCode.POLICY_VIOLATION, "a text has at most " + TEXT + " letters");
      return;
    }
    messages++;
    tellRoom(member.room, new Told("said", member.name, said.text, null));
    checkpoint(); // those who write get their turn, also when many messages have come at once
  }
}

/// Goes on until read() has ended, which cancels this.
void write(Member member, WebSocket ws) {
  while (true) {
    Told told = member.outbox.get();
    if (!moveOnAfter(PATIENCE, () -> send(told, ws))) {
      disconnect(member);
    }
  }
}

void send(Told told, WebSocket ws) {
  try {
    ws.sendJson(told);
  } catch (WebSocketClosedException e) {
    // read() sees it too
  }
}

List<String> here(String room) {
  return members.stream().filter(each -> each.room.equals(room)).map(Member::name).toList();
}

/// Never waits for anybody.
void tellRoom(String room, Told told) {
  for (Member member : members) {
    if (member.room.equals(room)) {
      try {
        member.outbox.putNowait(told);
      } catch (QueueFull e) {
        disconnect(member);
      }
    }
  }
}

/// Has the connection cut: its task leaves the room then.
void disconnect(Member member) {
  if (member.task.cancelling() == 0) {
    disconnected++;
    member.task.cancel();
  }
}

/// What others say becomes text of the page, never HTML. "/?name=ada&room=java" joins at once.
static final String PAGE =
    """
    <!doctype html>
    <html lang="en">
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>Chat</title>
    <link rel="icon" href="data:,">
    <style>
      :root { color-scheme: light dark; --line: light-dark(#dfe3ea, #363c48); --dim: light-dark(#667085, #98a2b3);
              --accent: light-dark(#2157d6, #8fb0ff); --card: light-dark(#fff, #1f232c); --mine: light-dark(#dfe8ff, #26345c); }
      * { box-sizing: border-box; }
      [hidden] { display: none !important; }
      body { margin: 0; height: 100vh; background: light-dark(#f6f7f9, #14171d); font: 16px/1.45 system-ui, sans-serif; }
      input, button { font: inherit; padding: .6rem .9rem; border: 1px solid var(--line); border-radius: .6rem;
                      background: var(--card); color: inherit; }
      button { background: var(--accent); border-color: var(--accent); color: light-dark(#fff, #14171d); cursor: pointer; }
      #join { display: grid; gap: .8rem; width: 20rem; margin: 0 auto; padding-top: 20vh; }
      h1 { margin: 0; font-size: 1.4rem; }
      #problem { margin: 0; min-height: 1.5em; color: light-dark(#b42318, #ff8a7a); }
      #chat { display: grid; grid-template: auto 1fr auto / 1fr 13rem; height: 100%; max-width: 68rem; margin: 0 auto; }
      header { grid-column: 1 / 3; padding: .9rem 1.2rem; border-bottom: 1px solid var(--line); }
      #log { margin: 0; padding: 1rem 1.2rem; overflow-y: auto; list-style: none; }
      #log li { margin-bottom: .5rem; overflow-wrap: anywhere; }
      .said { width: fit-content; max-width: 85%; padding: .45rem .8rem; border-radius: .7rem; border: 1px solid var(--line);
              background: var(--card); white-space: pre-wrap; }
      .said b { display: block; font-size: .8rem; color: var(--accent); }
      .mine { margin-left: auto; background: var(--mine); border-color: transparent; }
      .note { font-size: .85rem; color: var(--dim); text-align: center; }
      aside { padding: 1rem 1.2rem; border-left: 1px solid var(--line); overflow-y: auto; }
      aside h2 { margin: 0 0 .5rem; font-size: .8rem; color: var(--dim); font-weight: 600; }
      #here { margin: 0; padding: 0; list-style: none; }
      #here li::before { content: "●"; margin-right: .5rem; font-size: .7rem; color: light-dark(#12a150, #4ade80); }
      #say { grid-column: 1 / 3; display: flex; gap: .6rem; padding: .9rem 1.2rem; border-top: 1px solid var(--line); }
      #text { flex: 1; }
    </style>
    <form id="join">
      <h1>Join the chat</h1>
      <input id="name" placeholder="your name" maxlength="20" required autofocus autocomplete="off" aria-label="your name">
      <input id="room" value="lobby" maxlength="20" required autocomplete="off" aria-label="room">
      <button>Join</button>
      <p id="problem" role="alert"></p>
    </form>
    <div id="chat" hidden>
      <header><h1 id="title"></h1></header>
      <ul id="log" role="log"></ul>
      <aside><h2>WHO IS HERE</h2><ul id="here"></ul></aside>
      <form id="say"><input id="text" maxlength="1000" autocomplete="off" placeholder="say something" aria-label="say something"><button>Say</button></form>
    </div>
    <script>
      const at = id => document.getElementById(id);
      let socket;

      function element(tag, className, text) {
        return Object.assign(document.createElement(tag), {className, textContent: text});
      }

      function show(item) {
        const log = at("log");
        const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
        log.append(item);
        while (log.childElementCount > 500) log.firstElementChild.remove();
        if (atEnd) item.scrollIntoView();
      }

      function hear({type, name, text, here}) {
        if (type === "refused") {
          at("problem").textContent = text;
          return;
        }
        if (at("chat").hidden) {
          at("join").hidden = true;
          at("chat").hidden = false;
          at("title").textContent = "# " + at("room").value;
          at("text").focus();
        }
        if (here) at("here").replaceChildren(...here.map(each => element("li", "", each)));
        if (type === "note") show(element("li", "note", text));
        if (type === "said") {
          const item = element("li", name === at("name").value ? "said mine" : "said", "");
          item.append(element("b", "", name), text);
          show(item);
        }
      }

      function join() {
        at("problem").textContent = "";
        socket = new WebSocket(new URL("chat", location.href).href.replace(/^http/, "ws"));
        socket.onopen = () => socket.send(JSON.stringify({type: "join", name: at("name").value, room: at("room").value}));
        socket.onmessage = event => hear(JSON.parse(event.data));
        socket.onclose = event => {
          if (at("chat").hidden) at("problem").textContent ||= "the server does not answer";
          else show(element("li", "note", "the chat has ended" + (event.reason ? ": " + event.reason : "")));
        };
      }

      at("join").onsubmit = event => {
        event.preventDefault();
        join();
      };
      at("say").onsubmit = event => {
        event.preventDefault();
        if (at("text").value.trim() && socket.readyState === WebSocket.OPEN) {
          socket.send(JSON.stringify({type: "say", text: at("text").value}));
          at("text").value = "";
        }
      };
      const given = new URLSearchParams(location.search);
      if (given.has("room")) at("room").value = given.get("room");
      if (given.has("name")) {
        at("name").value = given.get("name");
        join();
      }
    </script>
    </html>
    """;
