package org.asyncio4j.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jline.keymap.KeyMap;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReader.Option;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;

/// A session in a terminal: a line editor with completion and history, and Ctrl-C.
final class Console {
  private static final String PROMPT = ">>> ";
  private static final String CONTINUATION = "... ";

  private final Output output;
  private final PrintStream out;
  private final Style style;
  private final Session session;
  private final LineReader reader;

  private Console(Terminal terminal, Output output) throws IOException {
    this.output = output;
    style = Style.of(terminal);
    out = output.newStream();
    session = new Session(out, out, style);
    JavaInput input = new JavaInput(session);
    reader =
        LineReaderBuilder.builder()
            .appName("asyncio")
            .terminal(terminal)
            .parser(input)
            .completer(input)
            .highlighter(new JavaHighlighter(style))
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, style.prompt(CONTINUATION))
            .variable(LineReader.HISTORY_FILE, historyFile())
            .option(Option.DISABLE_EVENT_EXPANSION, true) // "!" is Java's
            .option(Option.INSERT_TAB, true)
            .build();
    String complete = "asyncio-complete";
    reader.getWidgets().put(complete, new TabKey(reader, session));
    Objects.requireNonNull(reader.getKeyMaps().get(LineReader.MAIN))
        .bind(new Reference(complete), KeyMap.ctrl('I'));
    terminal.handle(
        Signal.INT,
        signal -> {
          output.lineSpoiled(); // the terminal has shown ^C
          session.interrupt();
        });
  }

  /// Runs a session in the terminal of this process.
  ///
  /// @return the exit status
  static int run() throws IOException {
    PrintStream out = System.out;
    PrintStream err = System.err;
    try (Terminal terminal = TerminalBuilder.builder().name("asyncio").system(true).build()) {
      Output output = new Output(terminal);
      System.setOut(output.newStream());
      System.setErr(output.newStream());
      return new Console(terminal, output).serve();
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts this thread", e);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  /// In the user's home, and nobody else's to read: what is typed may be secret.
  private static Path historyFile() throws IOException {
    Path file = Path.of(System.getProperty("user.home"), ".asyncio4j_history");
    try {
      if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
    } catch (FileAlreadyExistsException e) {
      return file;
    }
    return file;
  }

  private int serve() throws InterruptedException {
    try (session) {
      greet();
      while (session.exitStatus().isEmpty()) {
        String input;
        try {
          input = readInput();
        } catch (UserInterruptException e) {
          out.println(style.quiet("KeyboardInterrupt"));
          continue;
        } catch (EndOfFileException e) {
          break;
        }
        session.run(input);
      }
    }
    return session.exitStatus().orElse(0);
  }

  private String readInput() {
    output.editing(reader);
    try {
      String input = reader.readLine(style.prompt(PROMPT));
      if (Thread.interrupted()) { // by a Ctrl-C right after Enter
        throw new UserInterruptException(input);
      }
      return input;
    } finally {
      output.edited();
    }
  }

  private void greet() {
    String version = Main.class.getPackage().getImplementationVersion();
    out.println(
        "asyncio4j "
            + (version == null ? "" : version + ", ")
            + "Java "
            + Runtime.version().feature()
            + ", "
            + session.interpreter().loop());
    out.println("Use await(...) directly; tasks go on while you type. /help says more.");
  }
}
