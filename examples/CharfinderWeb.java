// Finds Unicode characters by words of their names, in the browser and while you type: the web
// application of "Fluent Python".
//
//     ./asyncio run examples/CharfinderWeb.java [PORT]
//
// Open http://127.0.0.1:8080/ then; Ctrl-C ends it. Programs ask "/search?q=chess+black" and get
// JSON.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.http.web.Application;
import org.asyncio4j.http.web.HttpException;
import org.asyncio4j.http.web.Request;
import org.asyncio4j.http.web.Response;
import org.asyncio4j.http.web.Web;
import org.asyncio4j.http.web.WebServer;

static final String HOST = "127.0.0.1";
static final int SHOWN = 300; // characters of one answer
static final int QUERY = 100; // letters
static final Duration GRACE = Duration.ofSeconds(2);

CharIndex index; // there before the first request comes

/// The answer to a search, as JSON.
///
/// @param found how many there are
/// @param characters the first of them
record Answer(String query, int found, List<Named> characters) {}

record Named(String code, String character, String name) {}

void main(String[] args) {
  String port = args.length == 0 ? "8080" : String.join(" ", args);
  if (port.matches("[0-9]{1,5}") && Integer.parseInt(port) <= 65535) {
    run(() -> serve(Integer.parseInt(port)));
  } else {
    refuse("CharfinderWeb.java takes a PORT from 0 to 65535, or nothing; not " + port);
  }
}

void refuse(String why) {
  System.err.println(why);
  System.exit(2);
}

void serve(int port) throws IOException {
  Application application = Application.create();
  application.get("/", _ -> Response.html(PAGE));
  application.get("/search", request -> search(request));
  WebServer server;
  try {
    server = Web.start(application, HOST, port);
  } catch (BindException e) {
    refuse(e.getMessage() + ": give another PORT");
    return;
  }
  try {
    index = toThread(() -> CharIndex.build()); // takes long enough to hold up a loop
    IO.println("serving on http://" + HOST + ":" + server.port() + "/, Ctrl-C ends it");
    server.serveForever();
  } finally {
    server.shutdown(GRACE);
    IO.println("the server is shut down");
  }
}

Response search(Request request) {
  String query = request.query("q");
  if (query == null || query.length() > QUERY) {
    throw new HttpException.BadRequest(
        "/search needs the words to search for, at most " + QUERY + " letters: /search?q=chess");
  }
  int[] found = query.isBlank() ? new int[0] : index.findBegun(query);
  List<Named> characters =
      Arrays.stream(found)
          .limit(SHOWN)
          .mapToObj(each ->
              new Named(CharIndex.code(each), Character.toString(each), Character.getName(each)))
          .toList();
  return Response.json(new Answer(query, found.length, characters));
}

/// Asks while its user types. What the server says becomes text of the page, never HTML.
static final String PAGE =
    """
    <!doctype html>
    <html lang="en">
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>Charfinder</title>
    <link rel="icon" href="data:,">
    <style>
      :root { color-scheme: light dark; --line: light-dark(#dfe3ea, #363c48); --dim: light-dark(#667085, #98a2b3);
              --accent: light-dark(#2157d6, #8fb0ff); --card: light-dark(#fff, #1f232c); }
      body { margin: 0 auto; max-width: 68rem; padding: 2rem 1.5rem; background: light-dark(#f6f7f9, #14171d);
             font: 16px/1.4 system-ui, sans-serif; }
      h1 { margin: 0 0 1rem; font-size: 1.5rem; }
      input { width: 100%; box-sizing: border-box; padding: .7rem 1rem; font: inherit; font-size: 1.15rem;
              border: 1px solid var(--line); border-radius: .6rem; background: var(--card); color: inherit; }
      input:focus { outline: 2px solid var(--accent); outline-offset: 1px; }
      #status { min-height: 1.4em; margin: .7rem .2rem 1rem; color: var(--dim); }
      #found { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: .7rem; padding: 0; }
      #found li { list-style: none; display: flex; flex-direction: column; align-items: center; gap: .3rem;
                  padding: .8rem .5rem; border: 1px solid var(--line); border-radius: .6rem; background: var(--card);
                  text-align: center; cursor: copy; }
      #found li:hover { border-color: var(--accent); }
      .glyph { font-size: 2.4rem; line-height: 1.35; }
      .code { font: .8rem ui-monospace, monospace; color: var(--accent); }
      .name { font-size: .72rem; color: var(--dim); overflow-wrap: anywhere; }
    </style>
    <h1>♛ Charfinder</h1>
    <input id="query" maxlength="100" placeholder="words of a name: chess black, roman numeral, cat ..."
           autofocus autocomplete="off" spellcheck="false" aria-label="words of a character's name">
    <p id="status" role="status"></p>
    <ul id="found"></ul>
    <script>
      const query = document.getElementById("query");
      const found = document.getElementById("found");
      const status = document.getElementById("status");
      let asking = new AbortController();

      function element(tag, className, text) {
        return Object.assign(document.createElement(tag), {className, textContent: text});
      }

      function card({code, character, name}) {
        const item = document.createElement("li");
        item.title = "click to copy";
        item.append(element("span", "glyph", character), element("span", "code", code), element("span", "name", name));
        item.onclick = async () => {
          await navigator.clipboard.writeText(character);
          status.textContent = "copied " + character + " " + name;
        };
        return item;
      }

      async function search() {
        asking.abort(); // the answer to an earlier question is of no use any more
        asking = new AbortController();
        const words = query.value;
        history.replaceState(null, "", words ? "?q=" + encodeURIComponent(words) : ".");
        try {
          const response = await fetch("search?q=" + encodeURIComponent(words), {signal: asking.signal});
          if (!response.ok) throw new Error(await response.text());
          const answer = await response.json();
          const more = answer.found > answer.characters.length ? ", the first " + answer.characters.length : "";
          status.textContent = words.trim() ? answer.found.toLocaleString("en") + " found" + more : "";
          found.replaceChildren(...answer.characters.map(card));
        } catch (error) {
          if (error.name !== "AbortError") {
            status.textContent = "the server does not answer: " + error.message;
            found.replaceChildren();
          }
        }
      }

      query.oninput = search;
      query.value = new URLSearchParams(location.search).get("q") ?? "";
      if (query.value) search();
    </script>
    </html>
    """;
