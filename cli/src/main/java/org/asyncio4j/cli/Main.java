package org.asyncio4j.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParseResult;

/// What `./asyncio` starts for every command but `run`. A new command is a class with `@Command`,
/// added to the list here.
@Command(
    name = "asyncio",
    description = "asyncio for the JVM, on the command line.",
    subcommands = {Repl.class, Ps.class, Pstree.class, Top.class})
public final class Main {
  private Main() {}

  /// Runs a subcommand and ends the process with its status: 2 where the command line is wrong.
  ///
  /// @param arguments the subcommand and what belongs to it
  public static void main(String... arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main()).setExecutionExceptionHandler(Main::explain);
  }

  private static int explain(Exception failure, CommandLine command, ParseResult parsed)
      throws Exception {
    if (failure instanceof InspectionException) {
      command.getErr().println("asyncio: " + failure.getMessage());
      return 1;
    }
    throw failure;
  }

  /// What `--version` prints.
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {
        "asyncio4j " + (version == null ? "of this build" : version) + ", Java " + Runtime.version()
      };
    }
  }
}
