package org.asyncio4j.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// What `./asyncio` starts for every command but `run`. A new command is a class with `@Command`,
/// added to the list here.
@Command(
    name = "asyncio",
    description = "asyncio for the JVM, on the command line.",
    subcommands = Repl.class)
public final class Main {
  private Main() {}

  /// Runs a subcommand and ends the process with its status: 2 where the command line is wrong.
  ///
  /// @param arguments the subcommand and what belongs to it
  public static void main(String... arguments) {
    System.exit(new CommandLine(new Main()).execute(arguments));
  }
}
