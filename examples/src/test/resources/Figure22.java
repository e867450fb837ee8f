// Figure 2.2 of "Python Concurrency with asyncio": two awaits, one after the other.

import static org.asyncio4j.Asyncio.*;

void main() {
  run(() -> {
    delay(1);
    delay(2);
  });
}

int delay(int seconds) {
  sleep(Duration.ofSeconds(seconds));
  return seconds;
}
