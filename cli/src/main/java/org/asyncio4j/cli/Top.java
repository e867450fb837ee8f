package org.asyncio4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `./asyncio top`: what the loops of a process do, again and again.
@Command(
    name = "top",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description =
        "Watch the loops of a running JVM: lag, steps a second, tasks by state, slowest steps, longest waits.")
final class Top implements Callable<Integer> {
  /// How much longer than to the next look the process goes on timing its steps.
  private static final int GRACE_SECONDS = 5;

  /// How many lines of a screen that is not one.
  private static final int ROWS = 40;

  @SuppressWarnings("NullAway.Init") // by picocli
  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "PID", description = "the process")
  private long pid;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      description = "the time between two looks, 1 if not given")
  private double interval = 1;

  @Option(names = "-n", paramLabel = "N", description = "end after N looks")
  private int looks = Integer.MAX_VALUE;

  @Option(names = "--once", description = "look once; as -n 1")
  private boolean once;

  @Override
  public Integer call() throws InspectionException, IOException, InterruptedException {
    if (!(interval >= 0.1 && interval <= 3_600) || looks < 1) {
      throw new ParameterException(
          spec.commandLine(), "--interval must be from 0.1 to 3600 seconds, and -n at least 1");
    }
    if (once) {
      looks = 1;
    }
    try (Inspection inspection = Inspection.of(pid)) {
      try {
        watch(inspection);
        inspection.timeSteps(0);
      } catch (InspectionException e) {
        if (ProcessHandle.of(pid).isPresent()) {
          throw e;
        }
        spec.commandLine().getOut().println("process " + pid + " has ended");
      }
    }
    return 0;
  }

  @SuppressWarnings("SystemConsoleNull") // it is, unless jdk.internal.le provides it
  private void watch(Inspection inspection)
      throws InspectionException, IOException, InterruptedException {
    java.io.Console console = System.console();
    if (console != null && console.isTerminal() && looks > 1) {
      watchInTerminal(inspection);
    } else {
      watchAsText(inspection);
    }
  }

  private Screenful look(Inspection inspection, Screenful before) throws InspectionException {
    inspection.timeSteps((int) Math.ceil(interval) + GRACE_SECONDS);
    return Screenful.of(inspection, before);
  }

  private void watchAsText(Inspection inspection) throws InspectionException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Screenful seen = look(inspection, Screenful.NONE);
    for (int i = 0; i < looks; i++) {
      TimeUnit.NANOSECONDS.sleep((long) (interval * 1e9));
      seen = look(inspection, seen);
      seen.lines(ROWS).forEach(out::println);
      out.println();
    }
  }

  private void watchInTerminal(Inspection inspection)
      throws InspectionException, IOException, InterruptedException {
    try (Terminal terminal = TerminalBuilder.builder().name("asyncio").system(true).build()) {
      Attributes before = terminal.enterRawMode();
      AtomicBoolean interrupted = new AtomicBoolean();
      terminal.handle(Terminal.Signal.INT, _ -> interrupted.set(true));
      terminal.puts(Capability.enter_ca_mode);
      terminal.puts(Capability.cursor_invisible);
      try {
        Screenful seen = look(inspection, Screenful.NONE);
        for (int i = 0; i < looks && !interrupted.get(); i++) {
          draw(terminal, seen);
          if (waitForKey(terminal, seen, interrupted)) {
            break;
          }
          seen = look(inspection, seen);
        }
      } finally {
        terminal.puts(Capability.cursor_visible);
        terminal.puts(Capability.exit_ca_mode);
        terminal.setAttributes(before);
        terminal.flush();
      }
    }
  }

  /// Until the next look. {@return whether the user has had enough}
  private boolean waitForKey(Terminal terminal, Screenful seen, AtomicBoolean interrupted)
      throws IOException {
    long deadline = System.nanoTime() + (long) (interval * 1e9);
    int rows = terminal.getHeight();
    int columns = terminal.getWidth();
    while (!interrupted.get()) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      int key = terminal.reader().read(Math.min(left, 100));
      if (key == 'q' || key == 'Q' || key == 3 || key == NonBlockingReader.EOF) {
        return true;
      }
      if (terminal.getHeight() != rows || terminal.getWidth() != columns) {
        rows = terminal.getHeight();
        columns = terminal.getWidth();
        draw(terminal, seen);
      }
    }
    return true;
  }

  private static void draw(Terminal terminal, Screenful seen) {
    int columns = Math.max(20, terminal.getWidth());
    int rows = Math.max(5, terminal.getHeight());
    List<String> lines = seen.lines(rows - 1);
    StringBuilder screen = new StringBuilder("\033[H");
    for (String line : lines) {
      screen.append(line, 0, Math.min(line.length(), columns)).append("\033[K\r\n");
    }
    terminal.writer().print(screen.append("q quits\033[K\033[J"));
    terminal.flush();
  }
}
