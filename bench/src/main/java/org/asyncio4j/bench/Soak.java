package org.asyncio4j.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.asyncio4j.bench.echo.SoakServer;

/// `bench/run soak [--quick]`: 10,000 connections for a minute, each with an echo a second, of
/// which one in a hundred is a reset. Ends with 1 when something has leaked or was lost, with 2
/// when it cannot begin.
///
/// @param connections how many there are
/// @param resetPercent how many of a hundred messages are a reset instead
/// @param early when memory is looked at first, from when all are there
/// @param late when it is looked at again, just before the end
/// @param whole how long the clients go on
record Soak(int connections, int resetPercent, Duration early, Duration late, Duration whole) {
  private static final int CONNECTIONS = 10_000;
  private static final int RESET_PERCENT = 1;
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final double FLAT = 1.05;

  /// What Netty's allocator may take and give back at any time.
  private static final double CHUNK = 4 << 20;

  private static final Soak FULL =
      new Soak(
          CONNECTIONS,
          RESET_PERCENT,
          Duration.ofSeconds(10),
          Duration.ofSeconds(58),
          Duration.ofSeconds(60));

  private static final Soak QUICK =
      new Soak(
          CONNECTIONS,
          RESET_PERCENT,
          Duration.ofSeconds(4),
          Duration.ofSeconds(9),
          Duration.ofSeconds(10));

  /// Runs and reports.
  ///
  /// @param args `--quick` or nothing
  /// @throws InterruptedException never
  public static void main(String[] args) throws InterruptedException {
    boolean quick = List.of(args).contains("--quick");
    Report report = new Report(System.out);
    new TimeLimit(Duration.ofSeconds(quick ? 48 : 240)).enforce(report);
    try {
      Path home = Path.of(System.getProperty("bench.home", "."));
      Path logs = Files.createDirectories(home.resolve("target").resolve("logs"));
      (quick ? QUICK : FULL).run(Peers.of(home).soak(), Cores.find(), logs, report);
    } catch (IOException e) {
      System.err.println("bench: " + e.getMessage());
      System.exit(2);
    }
    System.exit(report.anyShort() ? 1 : 0);
  }

  /// Prints what must be the same, or nearly so, before and after.
  void run(Tool clients, Cores cores, Path logs, Report report)
      throws IOException, InterruptedException {
    if (!clients.isThere()) {
      throw new IOException(
          "there are no clients without bench/peers/soak.c: " + clients.missing());
    }
    Tool program = Tool.of(Child.java(Lane.CONFINED, arguments()));
    try (RunningServer server =
        RunningServer.start(cores.server(), program, logs.resolve("soak.server.log"))) {
      Account before = account(server);
      Talk talk = talk(server, clients, cores, logs.resolve("soak.clients.log"));
      Account after = whenAllAreGone(server, before);
      print(before, talk, after, report);
    }
  }

  /// Each collection compacts: else up to a twentieth of the heap stays used though it is garbage.
  private static List<String> arguments() {
    return List.of(
        "-XX:+UseSerialGC",
        "-XX:MarkSweepAlwaysCompactCount=1",
        "-cp",
        System.getProperty("java.class.path"),
        SoakServer.class.getName());
  }

  private static Account account(RunningServer server) throws IOException, InterruptedException {
    return Account.of(server.ask("account"));
  }

  /// What the clients have said, and what the server looked like early and late.
  private record Talk(Account early, Account late, Child clients) {}

  private Talk talk(RunningServer server, Tool clients, Cores cores, Path log)
      throws IOException, InterruptedException {
    Tool command =
        clients.with(
            Integer.toString(server.port()),
            Integer.toString(connections),
            Long.toString(whole.toSeconds()),
            Integer.toString(resetPercent));
    Process process =
        new ProcessBuilder(
                Stream.of(cores.load(), command.command()).flatMap(List::stream).toList())
            .redirectError(log.toFile())
            .start();
    try (BufferedReader output = process.inputReader()) {
      List<String> lines = new ArrayList<>();
      if (!"connected".equals(output.readLine())) {
        throw new IOException("the clients have failed: " + Files.readString(log).strip());
      }
      long connected = System.nanoTime();
      Thread.sleep(early);
      Account first = whenNearlyAllAreOpen(server, connected + late.dividedBy(2).toNanos());
      Thread.sleep(Math.max(0, connected + late.toNanos() - System.nanoTime()) / 1_000_000);
      Account last = account(server);
      output.lines().forEach(lines::add);
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
          || process.exitValue() != 0) {
        throw new IOException("the clients have failed: " + Files.readString(log).strip());
      }
      return new Talk(first, last, new Child(0, lines));
    } finally {
      process.destroyForcibly();
    }
  }

  /// The system has made connections that the server has not accepted yet. Never quite all are
  /// open: some have just been reset.
  private Account whenNearlyAllAreOpen(RunningServer server, long until)
      throws IOException, InterruptedException {
    Account account = account(server);
    while (account.number("open") < nearlyAll() && System.nanoTime() < until) {
      Thread.sleep(500);
      account = account(server);
    }
    return account;
  }

  private double nearlyAll() {
    return connections * 0.99;
  }

  /// The ends of ten thousand connections take a moment. What is left then has leaked.
  private static Account whenAllAreGone(RunningServer server, Account before)
      throws IOException, InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    Account account = account(server);
    while (!(account.number("open") == 0
            && account.number("tasks") == before.number("tasks")
            && account.number("descriptors") == before.number("descriptors"))
        && System.nanoTime() < until) {
      Thread.sleep(200);
      account = account(server);
    }
    return account;
  }

  private void print(Account before, Talk talk, Account after, Report report) throws IOException {
    report.print(
        "connections open at the end",
        Measure.CONNECTIONS,
        talk.late.number("open"),
        (double) connections,
        "wanted",
        Target.atLeast(nearlyAll(), Measure.CONNECTIONS));
    report.print(
        "heap a connection, at the end and " + early.toSeconds() + " s after the start",
        Measure.BYTES,
        talk.late.number("heap") / talk.late.number("open"),
        talk.early.number("heap") / talk.early.number("open"),
        "early",
        Target.ratioAtMost(FLAT));
    double buffers = talk.early.number("buffers");
    report.print(
        "buffers, at the same times",
        Measure.BYTES,
        talk.late.number("buffers"),
        buffers,
        "early",
        Target.atMost(buffers * FLAT + CHUNK, Measure.BYTES));
    report.print(
        "resets seen by handlers",
        Measure.CONNECTIONS,
        after.number("reset"),
        talk.clients.number("resets"),
        "reset by clients",
        Target.all());
    report.print(
        "handlers that saw an end",
        Measure.CONNECTIONS,
        after.number("ended"),
        (double) connections,
        "closed by clients",
        Target.all());
    report.print(
        "handlers in all",
        Measure.CONNECTIONS,
        after.number("accepted"),
        talk.clients.number("connections"),
        "made by clients",
        Target.all());
    report.print(
        "other errors reported",
        Measure.ERRORS,
        after.number("reported"),
        0.0,
        "wanted",
        Target.atMost(0, Measure.ERRORS));
    report.print(
        "tasks left",
        Measure.TASKS,
        after.number("tasks"),
        before.number("tasks"),
        "before",
        Target.all());
    report.print(
        "descriptors left",
        Measure.DESCRIPTORS,
        after.number("descriptors"),
        before.number("descriptors"),
        "before",
        Target.all());
    report.explain(
        String.format(
            Locale.ROOT,
            "%,.0f messages were answered, p50 %,.0f us, p99 %,.0f us, p99.9 %,.0f us; %,.0f had no answer within a second",
            talk.clients.number("messages"),
            talk.clients.number("p50"),
            talk.clients.number("p99"),
            talk.clients.number("p999"),
            talk.clients.number("late")));
  }
}
