// Ends in the way that its argument says.

import static org.asyncio4j.Asyncio.*;

void main(String[] arguments) {
  run(() -> {
    createTask("a task with a name", () -> sleep(Duration.ofHours(1)));
    sleep(Duration.ofMillis(1));
    switch (arguments[0]) {
      case "throw" -> throw new IllegalStateException("on purpose");
      case "exit" -> System.exit(7);
      case "wait" -> {
        IO.println("waiting");
        sleep(Duration.ofHours(1));
      }
      default -> IO.println("done");
    }
  });
}
