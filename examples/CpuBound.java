// What to do with work that computes: the same two jobs on the loop, on threads and in processes.
// A heartbeat says what each way does to everything else in the program.
//
//     ./asyncio run examples/CpuBound.java [NUMBER]
//
// A job counts the primes below NUMBER, by trying divisors. On the loop it is the classic mistake:
// `async` makes nothing parallel, the jobs run one after the other and all else stands still; the
// watchdog says where. Threads are enough in Java. Processes have heaps of their own: a job that
// runs out of memory, or calls into a library that crashes, takes nobody with it.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.Awaitable;
import org.asyncio4j.Task;
import org.asyncio4j.process.ProcessPoolExecutor;
import org.asyncio4j.process.RemoteCallable;

static final Duration BEAT = Duration.ofMillis(20);

void main(String[] args) {
  Locale.setDefault(Locale.ROOT); // 0.54 s everywhere, not 0,54 s
  int below = args.length > 0 ? Integer.parseInt(args[0]) : 12_000_000;
  // It is sent to other JVMs, so what it calls is static: the program itself does not travel.
  RemoteCallable<Integer> job = () -> primesBelow(below);
  try (ExecutorService threads = Executors.newFixedThreadPool(2);
      ProcessPoolExecutor processes = ProcessPoolExecutor.create(2)) {
    run(() -> {
      var loop = getRunningLoop();
      await(loop.runInExecutor(processes, RemoteCallable.of(() -> primesBelow(100)))); // started
      report("one job on the loop", () -> List.of(job.call()));
      report("two jobs on the loop", () -> gather(() -> job.call(), () -> job.call()));
      report(
          "two jobs on two threads",
          () -> gather(loop.runInExecutor(threads, job), loop.runInExecutor(threads, job)));
      report(
          "two jobs in two processes",
          () -> gather(loop.runInExecutor(processes, job), loop.runInExecutor(processes, job)));
    });
  }
}

static int primesBelow(int limit) {
  int count = 0;
  for (int candidate = 2; candidate < limit; candidate++) {
    if (isPrime(candidate)) {
      count++;
    }
  }
  return count;
}

static boolean isPrime(int candidate) {
  for (int divisor = 2; divisor * divisor <= candidate; divisor++) {
    if (candidate % divisor == 0) {
      return false;
    }
  }
  return true;
}

// How late the heartbeat was at worst.
long worst;

void report(String way, Awaitable<List<Integer>> jobs) {
  worst = 0;
  Task<?> heart = createTask(this::beat);
  sleep(BEAT.multipliedBy(2));
  long start = getRunningLoop().time();
  List<Integer> primes = await(jobs);
  long took = getRunningLoop().time() - start;
  sleep(BEAT.multipliedBy(2));
  heart.cancel();
  IO.println(
      "%-26s %6.2f s   the heartbeat was late by %5.2f s   %,d primes"
          .formatted(way, took / 1e9, worst / 1e9, primes.getFirst()));
}

void beat() {
  var loop = getRunningLoop();
  for (long due = loop.time(); ; due = loop.time() + BEAT.toNanos()) {
    worst = Math.max(worst, loop.time() - due);
    sleep(BEAT);
    worst = Math.max(worst, loop.time() - due - BEAT.toNanos());
  }
}
