// Downloads the flags of many countries, as "Fluent Python" does, with this project's own client
// from its own web server, which draws them: nothing leaves this machine.
//
//     ./asyncio run examples/Flags.java [--server local|slow|error] [--at-once N] [FOLDER]
//
// "slow" answers each request after half a second, and some much too late; "error" answers some
// with 404 or 500. What fails is counted and stops nothing else. The flags go to FOLDER, or are
// thrown away. Ctrl-C ends it in order.

import static org.asyncio4j.Asyncio.*;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;
import org.asyncio4j.Future;
import org.asyncio4j.KeyboardInterrupt;
import org.asyncio4j.Task;
import org.asyncio4j.http.Status;
import org.asyncio4j.http.client.ClientOptions;
import org.asyncio4j.http.client.ClientResponse;
import org.asyncio4j.http.client.ClientSession;
import org.asyncio4j.http.client.ClientTimeout;
import org.asyncio4j.http.client.ClientTimeoutError;
import org.asyncio4j.http.web.Application;
import org.asyncio4j.http.web.HttpException;
import org.asyncio4j.http.web.Request;
import org.asyncio4j.http.web.Response;
import org.asyncio4j.http.web.Web;
import org.asyncio4j.http.web.WebServer;
import org.asyncio4j.net.file.AsyncFiles;
import org.asyncio4j.sync.Semaphore;

static final String HOST = "127.0.0.1";
static final Duration LATENCY = Duration.ofMillis(20);
static final Duration SLOWNESS = Duration.ofMillis(500);
static final Duration PATIENCE = Duration.ofSeconds(10); // for one flag

/// Bands from top to bottom, if they lie, or from left to right.
record Flag(boolean horizontal, List<String> colours) {
  String svg() {
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 6 3' preserveAspectRatio='none'>");
    double width = horizontal ? 6 : 6.0 / colours.size();
    double height = horizontal ? 3.0 / colours.size() : 3;
    for (int i = 0; i < colours.size(); i++) {
      svg.append(
          "<rect x='%s' y='%s' width='%s' height='%s' fill='%s'/>"
              .formatted(
                  horizontal ? 0 : i * width,
                  horizontal ? i * height : 0,
                  width,
                  height,
                  colours.get(i)));
    }
    return svg.append("</svg>\n").toString();
  }
}

/// Countries whose flags are bands and no more: "-" if they lie, "|" if they stand, and the
/// colours.
static final String BANDS =
    """
    at - #c8102e #fff #c8102e
    am - #d90012 #0033a0 #f2a800
    be | #000 #fdda24 #ef3340
    bg - #fff #00966e #d62612
    ci | #ff8200 #fff #009a44
    co - #ffcd00 #ffcd00 #003087 #c8102e
    de - #000 #d00 #ffce00
    ee - #0072ce #000 #fff
    fr | #002395 #fff #ed2939
    ga - #009e60 #fcd116 #3a75c4
    gn | #ce1126 #fcd116 #009460
    hu - #ce2939 #fff #477050
    id - #ce1126 #fff
    ie | #169b62 #fff #ff883e
    it | #009246 #fff #ce2b37
    lt - #fdb913 #006a44 #c1272d
    lu - #ed2939 #fff #00a1de
    mc - #ce1126 #fff
    ml | #14b53a #fcd116 #ce1126
    mu - #ea2839 #1a206d #ffd500 #00a551
    ng | #008751 #fff #008751
    nl - #ae1c28 #fff #21468b
    pe | #d91023 #fff #d91023
    pl - #fff #dc143c
    ro | #002b7f #fcd116 #ce1126
    sl - #1eb53a #fff #0072c6
    td | #002664 #fecb00 #c60c30
    ua - #0057b7 #ffd700
    ye - #ce1126 #fff #000
    """;

final SortedMap<String, Flag> flags = new TreeMap<>();

/// How the download of one flag has ended.
enum Outcome {
  OK,
  NOT_FOUND,
  TIMEOUT,
  ERROR
}

/// @param detail what was wrong; null when nothing was
record Result(String country, Outcome outcome, int bytes, String detail) {}

String serverMode = "local";
int atOnce = 10;
Path folder;
boolean terminal;
final List<Result> results = new ArrayList<>(); // in the order in which they have come

void main(String[] args) throws Exception {
  Locale.setDefault(Locale.ROOT); // 0.54 s everywhere, not 0,54 s
  if (!understands(args)) {
    System.err.println(
        "Flags.java takes --server local|slow|error, --at-once from 1 to 100, and a FOLDER that is there; not "
            + String.join(" ", args));
    System.exit(2);
  }
  for (String line : BANDS.lines().toList()) {
    List<String> words = List.of(line.split(" "));
    flags.put(words.get(0), new Flag(words.get(1).equals("-"), words.subList(2, words.size())));
  }
  terminal = new ProcessBuilder("test", "-t", "2").inheritIO().start().waitFor() == 0;
  int status;
  try {
    run(() -> serveAndDownload());
    status = results.stream().allMatch(result -> result.outcome == Outcome.OK) ? 0 : 1;
  } catch (KeyboardInterrupt e) {
    IO.println("interrupted after " + results.size() + " of " + flags.size() + " flags");
    status = 130; // what a shell expects after Ctrl-C
  }
  System.exit(status);
}

boolean understands(String[] args) {
  for (int i = 0; i < args.length; i++) {
    String value = i + 1 < args.length ? args[i + 1] : "";
    if (args[i].equals("--server") && value.matches("local|slow|error")) {
      serverMode = value;
      i++;
    } else if (args[i].equals("--at-once") && value.matches("[1-9][0-9]?|100")) {
      atOnce = Integer.parseInt(value);
      i++;
    } else if (folder == null && Files.isDirectory(Path.of(args[i]))) {
      folder = Path.of(args[i]);
    } else {
      return false;
    }
  }
  return true;
}

void serveAndDownload() throws IOException {
  Application application = Application.create();
  application.get("/flags/{country}/{file}", request -> flag(request));
  try (WebServer server = Web.start(application, HOST, 0)) {
    IO.println(
        "%d flags from the %s server, %d at once".formatted(flags.size(), serverMode, atOnce));
    ClientOptions options =
        ClientOptions.DEFAULT
            .withBaseUrl("http://" + HOST + ":" + server.port() + "/")
            .withTimeout(ClientTimeout.DEFAULT.withTotal(PATIENCE));
    long start = System.nanoTime();
    try (ClientSession session = ClientSession.create(options)) {
      downloadAll(session);
    }
    report((System.nanoTime() - start) / 1e9);
  }
}

// --- the client ---

/// All downloads begin at once, and wait for the semaphore; they are looked at as they end.
void downloadAll(ClientSession session) {
  Semaphore semaphore = Semaphore.create(atOnce);
  List<Task<Result>> downloads = new ArrayList<>();
  for (String country : flags.keySet()) {
    downloads.add(createTask(() -> semaphore.with(() -> download(session, country))));
  }
  try (ProgressBar bar = progressBar(downloads.size())) {
    for (Future<Result> download : asCompleted(downloads)) {
      results.add(download.await());
      bar.step();
    }
  } finally {
    downloads.forEach(Task::cancel); // after Ctrl-C; those that are done do not mind
  }
}

/// {@return how it has ended: whatever goes wrong with one flag is no exception for the others}
Result download(ClientSession session, String country) {
  try (ClientResponse response = session.get("flags/" + country + "/" + country + ".svg")) {
    if (response.status() == Status.NOT_FOUND) {
      return new Result(country, Outcome.NOT_FOUND, 0, response.reason());
    }
    byte[] image = response.raiseForStatus().bytes();
    if (folder != null) {
      AsyncFiles.write(folder.resolve(country + ".svg"), image);
    }
    return new Result(country, Outcome.OK, image.length, null);
  } catch (ClientTimeoutError e) {
    return new Result(country, Outcome.TIMEOUT, 0, e.getMessage());
  } catch (IOException e) {
    return new Result(country, Outcome.ERROR, 0, e.getMessage());
  }
}

void report(double seconds) {
  results.stream()
      .filter(result -> result.outcome != Outcome.OK)
      .sorted(Comparator.comparing(Result::country))
      .forEach(result -> IO.println(result.country + ": " + result.detail));
  Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
  results.forEach(result -> counts.merge(result.outcome, 1, Integer::sum));
  IO.println(
      "%d downloaded (%,d bytes), %d not found, %d too late, %d failed, in %.2f s"
          .formatted(
              counts.getOrDefault(Outcome.OK, 0),
              results.stream().mapToInt(Result::bytes).sum(),
              counts.getOrDefault(Outcome.NOT_FOUND, 0),
              counts.getOrDefault(Outcome.TIMEOUT, 0),
              counts.getOrDefault(Outcome.ERROR, 0),
              seconds));
}

/// A bar on stderr, or one that nobody sees where stderr is not a terminal.
ProgressBar progressBar(int max) {
  int columns = 76; // a number, because to find out the bar would load JLine, which takes Ctrl-C
  return ProgressBar.builder()
      .setTaskName("flags")
      .setInitialMax(max)
      .setUpdateIntervalMillis(50)
      .setStyle(ProgressBarStyle.ASCII)
      .setConsumer(
          terminal
              ? new ConsoleProgressBarConsumer(System.err, columns)
              : new DelegatingProgressBarConsumer(_ -> {}, columns))
      .build();
}

// --- the server ---

/// Answers with a flag; every seventh country has bad luck with a server that is not "local".
Response flag(Request request) {
  String country = request.match("country");
  Flag flag = flags.get(country);
  if (flag == null || !request.match("file").equals(country + ".svg")) {
    throw new HttpException.NotFound("there is no flag at " + request.path());
  }
  int luck = flags.headMap(country).size() % 7;
  switch (serverMode) {
    case "slow" -> sleep(luck == 0 ? PATIENCE.multipliedBy(10) : SLOWNESS);
    case "error" -> {
      sleep(LATENCY);
      if (luck == 0) {
        throw new HttpException.NotFound("there is no flag of " + country);
      } else if (luck == 3) {
        throw new HttpException.InternalServerError(
            "the flag of " + country + " is at the cleaner's");
      }
    }
    default -> sleep(LATENCY);
  }
  return Response.text(flag.svg()).withContentType("image/svg+xml");
}
