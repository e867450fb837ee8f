// Downloads 200 real files twice: one by one, then 30 at once. It verifies every checksum, survives
// a file that is not there, and Ctrl-C in the middle ends it cleanly: it says how far it came.
//
//     ./asyncio run examples/Download.java [FOLDER]
//
// The files are the first 200 of FOLDER, or class files of the JDK. A web server in this program
// hands them out, each 50 ms late, as if it were far away.

import static org.asyncio4j.Asyncio.*;

import module java.net.http;
import module jdk.httpserver;

import java.net.http.HttpResponse.BodyHandlers;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;
import org.asyncio4j.KeyboardInterrupt;
import org.asyncio4j.Task;

static final int FILES = 200;
static final int AT_ONCE = 30;
static final Duration LATENCY = Duration.ofMillis(50);
static final URI JDK_CLASSES = URI.create("jrt:/java.base/java/util");
static final String MISSING = "missing.txt"; // asked for like the others, but nowhere on the server

final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
final HttpClient client = HttpClient.newBuilder().executor(threads).build();
final SequencedMap<String, String> checksums = new LinkedHashMap<>(); // by file name
int port;
Path downloads;
boolean terminal;

// How far it has come. Up to 30 tasks change these fields, and no lock guards them: all tasks share
// one thread, and another one gets its turn only where this one awaits.
String way = "";
int done;
long bytes;
final SortedMap<String, String> failures = new TreeMap<>(); // reasons, by file name

void main(String[] args) throws Exception {
  Locale.setDefault(Locale.ROOT); // 0.54 s everywhere, not 0,54 s
  Path folder = args.length > 0 ? Path.of(args[0]).toRealPath() : Path.of(JDK_CLASSES);
  readChecksums(folder);
  HttpServer server = serve(folder);
  port = server.getAddress().getPort();
  downloads = Files.createTempDirectory("downloads-");
  terminal = stderrIsTerminal();
  int status;
  try (threads;
      client;
      Closeable _ = () -> server.stop(0)) {
    run(() -> downloadTwice(folder));
    failures.forEach((name, reason) -> IO.println("failed: " + name + ": " + reason));
    status = Set.of(MISSING).containsAll(failures.keySet()) ? 0 : 1;
  } catch (KeyboardInterrupt e) {
    IO.println("interrupted while downloading " + way + ": " + progress());
    status = 130; // what a shell expects after Ctrl-C
  } finally {
    delete(downloads);
  }
  System.exit(status);
}

void downloadTwice(Path folder) {
  IO.println("serving " + checksums.size() + " files of " + folder.toUri());
  double slow = downloadAll("one by one", 1);
  double fast = downloadAll("concurrently (" + AT_ONCE + " at once)", AT_ONCE);
  IO.println("verified " + progress());
  IO.println(
      "one by one: %.2f s   concurrently (%d at once): %.2f s   %.1fx faster"
          .formatted(slow, AT_ONCE, fast, slow / fast));
}

/// Downloads all files, `atOnce` at a time, and returns how many seconds that took.
double downloadAll(String way, int atOnce) {
  this.way = way;
  done = 0;
  bytes = 0;
  Deque<String> names = new ArrayDeque<>(checksums.keySet());
  names.add(MISSING);
  long start = System.nanoTime();
  try (ProgressBar bar = progressBar(names.size())) {
    List<Task<?>> workers = new ArrayList<>();
    for (int i = 0; i < atOnce; i++) {
      workers.add(createTask(() -> work(names, bar)));
    }
    for (Task<?> worker : workers) {
      worker.await();
    }
  }
  return (System.nanoTime() - start) / 1e9;
}

/// Downloads one file after another. All workers take the names from the same queue.
void work(Deque<String> names, ProgressBar bar) {
  while (!names.isEmpty()) {
    String name = names.remove(); // it cannot be empty by now: nothing was awaited in between
    try {
      long size = download(name);
      bytes += size; // in a line of its own: "bytes += download(name)" reads bytes before it awaits
      done++;
    } catch (Exception e) { // Ctrl-C comes as a CancelledError, which is no Exception
      failures.put(name, e.getMessage());
    }
    bar.step();
  }
}

/// Downloads one file, verifies it, and returns its size.
long download(String name) throws Exception {
  Path file = Files.createTempFile(downloads, null, null);
  URI uri = new URI("http", null, "localhost", port, "/" + name, null, null);
  HttpRequest request = HttpRequest.newBuilder(uri).build();
  HttpResponse<Path> response =
      await(client.sendAsync(request, BodyHandlers.ofFile(file)), IOException.class);
  if (response.statusCode() != 200) {
    throw new IOException("HTTP status " + response.statusCode());
  }
  String checksum = toThread(() -> sha256(file)); // reads the file while other tasks go on
  if (!checksum.equals(checksums.get(name))) {
    throw new IOException("wrong checksum " + checksum);
  }
  return Files.size(file);
}

String progress() {
  return "%d of %d files, %,d bytes".formatted(done, checksums.size() + 1, bytes);
}

/// A bar on stderr, or one that nobody sees where stderr is not a terminal.
ProgressBar progressBar(int max) {
  int columns = 76; // a number, because to find out the bar would load JLine, which takes Ctrl-C
  return ProgressBar.builder()
      .setTaskName(way)
      .setInitialMax(max)
      .setUpdateIntervalMillis(50)
      .setStyle(ProgressBarStyle.ASCII)
      .setConsumer(
          terminal
              ? new ConsoleProgressBarConsumer(System.err, columns)
              : new DelegatingProgressBarConsumer(_ -> {}, columns))
      .build();
}

/// Java can tell only of stdin and stdout whether they are a terminal.
boolean stderrIsTerminal() throws Exception {
  return new ProcessBuilder("test", "-t", "2").inheritIO().start().waitFor() == 0;
}

/// Starts a web server for the files in `folder`. Each request has its own thread to be late in.
HttpServer serve(Path folder) throws IOException {
  HttpServer server =
      HttpServer.create(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
          0,
          "/",
          SimpleFileServer.createFileHandler(folder),
          Filter.beforeHandler("latency", _ -> LockSupport.parkNanos(LATENCY.toNanos())));
  server.setExecutor(threads);
  server.start();
  return server;
}

/// Finds the files to download. The web server shows no links and nothing that is hidden.
void readChecksums(Path folder) throws Exception {
  try (Stream<Path> paths = Files.walk(folder)) {
    List<Path> files =
        paths
            .filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
            .filter(path -> !("/" + folder.relativize(path)).contains("/."))
            .sorted()
            .limit(FILES)
            .toList();
    for (Path file : files) {
      checksums.put(folder.relativize(file).toString(), sha256(file));
    }
  }
}

String sha256(Path file) throws Exception {
  byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
  return HexFormat.of().formatHex(digest);
}

void delete(Path folder) throws IOException {
  try (Stream<Path> paths = Files.walk(folder)) {
    for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
      Files.delete(path);
    }
  }
}
