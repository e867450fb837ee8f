// Two delays, of 2 s and of 3 s, are over after 3 s, not 5: they wait at the same time.
//
//     ./asyncio run examples/Delays.java

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.Awaitable;
import org.asyncio4j.Task;

void main() {
  run(() -> timed("main()", () -> twoDelays()));
}

int twoDelays() {
  Task<Integer> two = createTask(() -> timed("delay(2)", () -> delay(2)));
  Task<Integer> three = createTask(() -> timed("delay(3)", () -> delay(3)));
  return two.await() + three.await();
}

int delay(int seconds) {
  IO.println("sleeping for " + seconds + " second(s)");
  sleep(Duration.ofSeconds(seconds)); // suspends this task; the others go on
  IO.println("finished sleeping for " + seconds + " second(s)");
  return seconds;
}

/// Runs `body`, and says when it starts and how long it took.
<T> T timed(String name, Awaitable<T> body) throws Exception {
  IO.println("starting " + name);
  long start = System.nanoTime();
  try {
    return body.await();
  } finally {
    double seconds = (System.nanoTime() - start) / 1e9;
    IO.println(String.format(Locale.ROOT, "finished %s in %.4f second(s)", name, seconds));
  }
}
