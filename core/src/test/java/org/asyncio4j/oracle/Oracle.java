package org.asyncio4j.oracle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.asyncio4j.EventLoop;
import org.asyncio4j.LoopOptions;
import org.asyncio4j.VirtualTime;
import org.jspecify.annotations.Nullable;

/// Runs programs and holds their traces against those of CPython.
final class Oracle {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CARRIED = "/oracle/programs.jsonl.gz";

  private final LoopOptions options;
  private final long begun = System.nanoTime();
  private Duration time = Duration.ofDays(1);
  private int all;
  private int agreed;
  private @Nullable String firstDifference;

  Oracle(LoopOptions options) {
    this.options = options;
  }

  /// Prints how many programs there are, how many of them agree, and the first that does not. Exits
  /// with 2 when a file cannot be read. Takes no more programs after `-Doracle.seconds`.
  ///
  /// @param args a folder with programs; those that come with these tests, if there is none
  public static void main(String[] args) {
    Oracle oracle = new Oracle(LoopOptions.defaults());
    oracle.time = Duration.ofSeconds(Long.getLong("oracle.seconds", oracle.time.toSeconds()));
    try {
      if (args.length == 0) {
        oracle.carried();
      } else {
        oracle.folder(Path.of(args[0]));
      }
    } catch (IOException e) {
      System.out.println(e.getMessage());
      System.exit(2);
    }
    System.out.println("programs " + oracle.all);
    System.out.println("agreed " + oracle.agreed);
    if (oracle.timeIsOver()) {
      System.out.println("time is over");
    }
    if (oracle.firstDifference != null) {
      System.out.println(oracle.firstDifference);
    }
  }

  /// Runs the programs that come with these tests.
  Oracle carried() throws IOException {
    try (InputStream in = Objects.requireNonNull(Oracle.class.getResourceAsStream(CARRIED))) {
      read(new GZIPInputStream(in), CARRIED);
    }
    return this;
  }

  /// Runs the programs of every `*.jsonl` and `*.jsonl.gz` in `folder`.
  Oracle folder(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(folder)) {
      files =
          entries.filter(file -> file.toString().matches(".*\\.jsonl(\\.gz)?")).sorted().toList();
    }
    for (Path file : files) {
      try (InputStream in = Files.newInputStream(file)) {
        read(file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in, file.toString());
      } catch (ZipException | EOFException e) {
        throw new IOException(file + " is no complete gzip file: " + e.getMessage(), e);
      }
    }
    return this;
  }

  int all() {
    return all;
  }

  int agreed() {
    return agreed;
  }

  @Nullable String firstDifference() {
    return firstDifference;
  }

  private void read(InputStream in, String source) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    int number = 0;
    String line = lines.readLine();
    for (; line != null && !timeIsOver(); line = lines.readLine()) {
      number++;
      if (!line.isBlank()) {
        check(program(line, source, number));
      }
    }
  }

  private boolean timeIsOver() {
    return System.nanoTime() - begun > time.toNanos();
  }

  private static Program program(String line, String source, int number) throws IOException {
    try {
      return JSON.readValue(line, Program.class);
    } catch (JsonProcessingException e) {
      throw new IOException(
          source
              + ", line "
              + number
              + ", is not a program with its trace: "
              + e.getOriginalMessage(),
          e);
    }
  }

  private void check(Program program) {
    all++;
    List<String> trace = trace(program);
    if (trace.equals(program.trace())) {
      agreed++;
    } else if (firstDifference == null) {
      firstDifference = difference(program, trace);
    }
  }

  private List<String> trace(Program program) {
    List<String> trace = new ArrayList<>();
    VirtualTime time = new VirtualTime();
    EventLoop loop = EventLoop.create(options.withClock(time).withReactor(made -> time));
    loop.setExceptionHandler((where, context) -> {});
    try {
      loop.runUntilComplete(() -> World.main(program.program(), trace));
    } catch (VirtualTime.Deadlock e) {
      trace.add("deadlock");
    }
    List<String> complete = List.copyOf(trace); // closing ends what is left, and that would log
    loop.close();
    return complete;
  }

  private static String difference(Program program, List<String> ours) {
    List<String> python = program.trace();
    StringBuilder text = new StringBuilder("first difference: seed " + program.seed() + "\n");
    text.append(String.format("   %-40s %s%n", "ours", "CPython"));
    for (int i = 0; i < Math.max(ours.size(), python.size()); i++) {
      String left = i < ours.size() ? ours.get(i) : "(nothing)";
      String right = i < python.size() ? python.get(i) : "(nothing)";
      text.append(String.format("%s  %-40s %s%n", left.equals(right) ? " " : "*", left, right));
    }
    return text.toString();
  }
}
