package org.asyncio4j.oracle;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.asyncio4j.EventLoop;
import org.asyncio4j.LoopOptions;
import org.asyncio4j.VirtualTime;
import org.jspecify.annotations.Nullable;

/// Runs programs and holds their traces against those of CPython.
final class Oracle {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CARRIED = "/oracle/programs.jsonl.gz";

  private final LoopOptions options;
  private int all;
  private int agreed;
  private @Nullable String firstDifference;

  Oracle(LoopOptions options) {
    this.options = options;
  }

  /// Prints one line for each engine and set of programs; exits with 1 unless all agree.
  ///
  /// @param args a folder with more programs, or nothing
  public static void main(String[] args) throws IOException {
    LoopOptions options = LoopOptions.defaults();
    Oracle carried = new Oracle(options).carried();
    boolean all = carried.print("carried programs");
    if (args.length > 0) {
      all &= new Oracle(options).folder(Path.of(args[0])).print("programs of " + args[0]);
    }
    System.exit(all ? 0 : 1);
  }

  private boolean print(String what) {
    boolean ok = agreed == all && all > 0;
    String engine = System.getProperty("asyncio.engine", "auto");
    System.out.printf(
        "oracle, %s (%s) | %d agree | %d of CPython 3.13 | %.4f | all agree | %s%n",
        what, engine, agreed, all, all == 0 ? 0.0 : (double) agreed / all, ok ? "ok" : "SHORT");
    if (firstDifference != null) {
      System.out.println(firstDifference);
    }
    return ok;
  }

  /// Runs the programs that come with these tests.
  Oracle carried() throws IOException {
    try (InputStream in = Objects.requireNonNull(Oracle.class.getResourceAsStream(CARRIED))) {
      read(new GZIPInputStream(in));
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
        read(file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in);
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

  private void read(InputStream in) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (!line.isBlank()) {
        check(JSON.readValue(line, Program.class));
      }
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
