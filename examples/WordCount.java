// Counts the words of a folder of texts three times: in this process, in a pool of processes, and
// on
// a cluster of three JVMs, of which one is killed when a third of the texts are counted.
//
//     ./asyncio run examples/WordCount.java [FOLDER]
//
// Without FOLDER it counts the licences that come with the JDK. All three counts are the same: what
// the killed member was at work on fails here with a MemberLostException. Nobody runs it again
// behind the program's back, so the program does. It may, for counting a text twice does no harm:
// its words are added where the result comes, which is once.

import static org.asyncio4j.Asyncio.*;

import module java.logging;

import java.lang.management.ManagementFactory;
import org.asyncio4j.Awaitable;
import org.asyncio4j.TaskGroup;
import org.asyncio4j.cluster.Cluster;
import org.asyncio4j.cluster.ClusterCallable;
import org.asyncio4j.cluster.ClusterExecutor;
import org.asyncio4j.cluster.ClusterOptions;
import org.asyncio4j.cluster.MemberLostException;
import org.asyncio4j.net.StandardStreams;
import org.asyncio4j.process.ProcessPoolExecutor;
import org.asyncio4j.process.RemoteCallable;
import org.asyncio4j.process.Stdio;
import org.asyncio4j.process.Subprocess;
import org.asyncio4j.process.SubprocessOptions;
import org.asyncio4j.sync.Semaphore;

static final String HOST = "127.0.0.1";
static final int MEMBERS = 3;
static final int AT_ONCE = 12;
static final int ATTEMPTS = 5;

// The work, which travels: to a worker of the pool, or to a member of the cluster.
record CountWords(String file)
    implements RemoteCallable<Map<String, Integer>>, ClusterCallable<Map<String, Integer>> {
  @Override
  public Map<String, Integer> call() throws IOException {
    Map<String, Integer> counts = new TreeMap<>();
    for (String word : Files.readString(Path.of(file)).toLowerCase(Locale.ROOT).split("\\W+", -1)) {
      counts.merge(word, 1, Integer::sum);
    }
    return counts;
  }
}

// How a killed member looks to the others, Hazelcast says at length.
static final Logger HAZELCAST = Logger.getLogger("com.hazelcast");

void main(String[] args) throws Exception {
  Locale.setDefault(Locale.ROOT);
  HAZELCAST.setLevel(Level.SEVERE);
  if (args.length > 1 && args[0].equals("--member")) {
    run(() -> beMember(List.of(args).subList(1, args.length)));
    return;
  }
  Path folder =
      args.length > 0 ? Path.of(args[0]) : Path.of(System.getProperty("java.home"), "legal");
  List<String> texts = texts(folder);
  IO.println("%d texts of %s".formatted(texts.size(), folder));
  run(() -> {
    var here = timed("in this process", () -> countHere(texts));
    var pooled = timed("in a pool of 2 processes", () -> countInPool(texts));
    var clustered = timed("on a cluster of 3, one killed", () -> countOnCluster(texts));
    IO.println(
        "the three counts are "
            + (here.equals(pooled) && here.equals(clustered) ? "" : "NOT ")
            + "the same");
  });
}

List<String> texts(Path folder) throws IOException {
  try (var files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
    return files.filter(Files::isRegularFile).map(Path::toString).sorted().toList();
  }
}

// --- three ways ---

Map<String, Integer> countHere(List<String> texts) {
  return toThread(() -> {
    Map<String, Integer> all = new TreeMap<>();
    for (String text : texts) {
      add(new CountWords(text).call(), all);
    }
    return all;
  });
}

Map<String, Integer> countInPool(List<String> texts) {
  Map<String, Integer> all = new TreeMap<>();
  try (var pool = ProcessPoolExecutor.create(2)) {
    var loop = getRunningLoop();
    each(texts, text -> add(await(loop.runInExecutor(pool, new CountWords(text))), all));
  }
  return all;
}

// How many texts were counted, and how often one was lost.
int counted;
int lost;

Map<String, Integer> countOnCluster(List<String> texts) throws Exception {
  Map<String, Integer> all = new TreeMap<>();
  List<String> members = freeAddresses();
  List<Subprocess> jvms = new ArrayList<>();
  try {
    startMembers(members, jvms);
    try (Cluster cluster = connect(members)) {
      each(
          texts,
          text -> {
            add(countSafely(cluster.executor(), text), all);
            if (++counted == texts.size() / 3) {
              jvms.get(1).kill();
            }
          });
    }
  } finally {
    jvms.forEach(Subprocess::close);
  }
  IO.println("  %d texts were lost with the member, and counted on another".formatted(lost));
  return all;
}

// What may have run is run again: see above why that is right here.
Map<String, Integer> countSafely(ClusterExecutor executor, String text) {
  for (int attempt = 1; ; attempt++) {
    try {
      return await(getRunningLoop().runInExecutor(executor, new CountWords(text)));
    } catch (MemberLostException e) {
      lost++;
      if (attempt == ATTEMPTS) {
        throw e;
      }
    }
  }
}

interface Work {
  void on(String text) throws Exception;
}

// Does `work` for each text, some at once.
void each(List<String> texts, Work work) {
  Semaphore places = Semaphore.create(AT_ONCE);
  taskGroup((TaskGroup group) -> {
    for (String text : texts) {
      places.acquire();
      group.createTask(() -> {
        try {
          work.on(text);
        } finally {
          places.release();
        }
      });
    }
  });
}

// All tasks share one thread: nobody else adds meanwhile.
static void add(Map<String, Integer> some, Map<String, Integer> all) {
  some.forEach((word, count) -> all.merge(word, count, Integer::sum));
}

// --- the cluster ---

ClusterOptions options(List<String> members) {
  return ClusterOptions.DEFAULT
      .withName("word-count-" + members.getFirst())
      .withMembers(members)
      .withAllowedClasses(CountWords.class);
}

Cluster connect(List<String> members) throws Exception {
  Cluster cluster = Cluster.connect(options(members));
  cluster.awaitMembers(MEMBERS);
  return cluster;
}

// Starts this program again, as each of the members in turn. They end when their input does: with
// this process.
void startMembers(List<String> members, List<Subprocess> jvms) throws IOException {
  List<String> command = new ArrayList<>();
  command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
  command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
  command.add("--sun-misc-unsafe-memory-access=allow"); // which Hazelcast needs
  command.addAll(List.of("-cp", System.getProperty("java.class.path")));
  command.addAll(List.of(System.getProperty("jdk.launcher.sourcefile"), "--member"));
  SubprocessOptions options =
      SubprocessOptions.DEFAULT.withStdin(Stdio.PIPE).withStderr(Stdio.INHERIT);
  for (String member : members) {
    List<String> one = new ArrayList<>(command);
    one.add(member);
    one.addAll(members);
    Subprocess jvm = Subprocess.exec(options, one.toArray(String[]::new));
    jvms.add(jvm);
    IO.println("  " + jvm.stdout().readLine(StandardCharsets.UTF_8).strip());
  }
}

void beMember(List<String> addresses) throws Exception {
  String me = addresses.getFirst();
  int port = Integer.parseInt(me.substring(me.indexOf(':') + 1));
  List<String> members = addresses.subList(1, addresses.size());
  try (Cluster _ = Cluster.join(options(members).withListen(HOST, port))) {
    IO.println("member " + me);
    StandardStreams.stdin().read(1);
  }
}

List<String> freeAddresses() throws IOException {
  List<ServerSocket> sockets = new ArrayList<>();
  try {
    for (int i = 0; i < MEMBERS; i++) {
      sockets.add(new ServerSocket(0, 1, InetAddress.ofLiteral(HOST)));
    }
    return sockets.stream().map(socket -> HOST + ":" + socket.getLocalPort()).toList();
  } finally {
    for (ServerSocket socket : sockets) {
      socket.close();
    }
  }
}

<T> T timed(String way, Awaitable<T> work) throws Exception {
  long start = System.nanoTime();
  T value = work.await();
  IO.println("%-30s %6.2f s".formatted(way, (System.nanoTime() - start) / 1e9));
  return value;
}
