// Three rockets count down at the same time and are gone after 5 s, on one thread and without an
// EventLoop. A generator that yields a number of seconds is a program that sleeps, and whoever
// calls it decides when it goes on: the class Loop is all that it takes.
//
//     ./asyncio run examples/Rockets.java

import org.asyncio4j.generator.Generator;
import org.asyncio4j.generator.Step.Yielded;

void main() throws InterruptedException {
  long start = System.nanoTime();
  Loop loop = new Loop();
  loop.at(0, launch("A", 5, 0));
  loop.at(0, launch("B", 3, 2));
  loop.at(0, launch("C", 4, 1));
  loop.run();
  IO.println("all gone after " + (System.nanoTime() - start) / 1_000_000_000 + " seconds");
}

/// Waits, counts down and lifts off. Each yield says how many seconds to wait before it goes on.
Generator<Integer, ?, ?> launch(String rocket, int from, int delay) {
  return Generator.of(out -> {
    out.yield(delay);
    for (int i = from; i > 0; i--) {
      IO.println(rocket + ": " + i + "...");
      out.yield(1);
    }
    IO.println(rocket + ": lift-off!");
  });
}

/// An event loop: the programs that are to go on in each second, in the order in which they asked.
static final class Loop {
  final SortedMap<Integer, List<Generator<Integer, ?, ?>>> calendar = new TreeMap<>();

  void at(int second, Generator<Integer, ?, ?> program) {
    calendar.computeIfAbsent(second, _ -> new ArrayList<>()).add(program);
  }

  void run() throws InterruptedException {
    long start = System.nanoTime();
    while (!calendar.isEmpty()) {
      int second = calendar.firstKey();
      Thread.sleep(Duration.ofNanos(start + second * 1_000_000_000L - System.nanoTime()));
      for (Generator<Integer, ?, ?> program : calendar.remove(second)) {
        if (program.next() instanceof Yielded(Integer seconds)) {
          at(second + seconds, program);
        } // else it has ended
      }
    }
  }
}
