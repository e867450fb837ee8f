// Figure 2.3 of "Python Concurrency with asyncio": three tasks that wait at the same time.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.Task;

void main() {
  run(() -> {
    Task<Integer> first = createTask(() -> delay(3));
    Task<Integer> second = createTask(() -> delay(3));
    Task<Integer> third = createTask(() -> delay(3));
    first.await();
    second.await();
    third.await();
  });
}

int delay(int seconds) {
  sleep(Duration.ofSeconds(seconds));
  return seconds;
}
