package org.asyncio4j.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import jdk.jshell.ImportSnippet;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.VarSnippet;

/// What begins with a slash. Named as in jshell, where that has the same.
final class Commands {
  private static final Pattern COMMAND = Pattern.compile("/[a-z?]\\S*(\\s.*)?");

  private interface Action {
    /// {@return whether it did not fail}
    boolean run(String argument) throws InterruptedException;
  }

  /// @param argument what may follow, for the help
  private record Command(String argument, String help, Action action) {}

  private final Session session;
  private final Map<String, Command> commands = new LinkedHashMap<>();

  Commands(Session session) {
    this.session = session;
    add("/tasks", "", "what the tasks do that are not done", this::tasks);
    add("/vars", "", "the variables and their values", this::variables);
    add("/imports", "", "what is imported", this::imports);
    add("/list", "", "what was typed and is valid, with its number", this::list);
    add("/history", "", "what was typed", this::history);
    add("/open", " FILE", "runs what a file holds, as if it were typed", this::open);
    add("/reset", "", "ends all tasks and forgets everything typed", this::reset);
    add("/exit", " [STATUS]", "ends all tasks and the console, as Ctrl-D does", this::exit);
    add("/help", "", "this text", this::help);
  }

  private void add(String name, String argument, String help, Action action) {
    commands.put(name, new Command(argument, help, action));
  }

  static boolean isCommand(String input) {
    return COMMAND.matcher(input.strip()).matches();
  }

  /// {@return their names, each with its slash}
  List<String> names() {
    return List.copyOf(commands.keySet());
  }

  /// {@return whether it did not fail}
  boolean run(String input) throws InterruptedException {
    String[] parts = input.split("\\s+", 2);
    List<String> matching = names().stream().filter(name -> name.startsWith(parts[0])).toList();
    Command command = commands.get(matching.size() == 1 ? matching.getFirst() : parts[0]);
    if (command == null) {
      return fail(
          matching.isEmpty()
              ? "there is no command " + parts[0] + "; /help lists them"
              : parts[0] + " can be " + String.join(", ", matching));
    }
    String argument = parts.length > 1 ? parts[1] : "";
    if (command.argument().isEmpty() && !argument.isEmpty()) {
      return fail(parts[0] + " takes nothing after it, and there is \"" + argument + "\"");
    }
    return command.action().run(argument);
  }

  private boolean fail(String message) {
    session.err().println(message);
    return false;
  }

  private boolean tasks(String argument) throws InterruptedException {
    TaskListing.print(session.interpreter(), session.out());
    return true;
  }

  private boolean variables(String argument) {
    JShell shell = session.interpreter().shell();
    for (Snippet snippet : session.interpreter().snippets()) {
      if (snippet instanceof VarSnippet variable && shell.status(snippet).isActive()) {
        String value =
            shell.status(variable).isDefined() ? shell.varValue(variable) : "(not there yet)";
        session.out().println(variable.typeName() + " " + variable.name() + " = " + value);
      }
    }
    return true;
  }

  private boolean imports(String argument) {
    session
        .interpreter()
        .shell()
        .imports()
        .map(ImportSnippet::fullname)
        .forEach(session.out()::println);
    return true;
  }

  private boolean list(String argument) {
    for (Snippet snippet : session.interpreter().snippets()) {
      if (session.interpreter().shell().status(snippet).isActive()) {
        session.out().println("#" + snippet.id() + ": " + snippet.source().strip());
      }
    }
    return true;
  }

  private boolean history(String argument) {
    session.inputs().forEach(session.out()::println);
    return true;
  }

  private boolean open(String argument) throws InterruptedException {
    if (argument.isEmpty()) {
      return fail("/open needs the file to run, for instance /open Setup.jsh");
    }
    Path file = Path.of(argument.strip());
    try (Reader source = Files.newBufferedReader(file)) {
      return Script.feed(source, session, Script.OnFailure.STOP);
    } catch (IOException e) {
      return fail("\"" + file + "\" cannot be read: " + e);
    }
  }

  private boolean reset(String argument) {
    session.reset();
    return true;
  }

  private boolean exit(String argument) {
    try {
      session.exit(argument.isEmpty() ? 0 : Integer.parseInt(argument.strip()));
      return true;
    } catch (NumberFormatException e) {
      return fail("/exit takes a status, a number from 0 to 255, and not \"" + argument + "\"");
    }
  }

  private boolean help(String argument) {
    PrintStream out = session.out();
    out.println("Type Java: await(...), sleep(...) and createTask(...) work as they are.");
    out.println(
        "Tasks go on while you type. Everything typed runs on one event loop, in one context.");
    commands.forEach(
        (name, command) -> out.printf("  %-17s %s%n", name + command.argument(), command.help()));
    out.println("Ctrl-C cancels what runs; Tab completes, twice it shows the parameters.");
    return true;
  }
}
