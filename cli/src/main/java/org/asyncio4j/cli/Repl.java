package org.asyncio4j.cli;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `./asyncio` without arguments: the console in a terminal, else whatever stdin holds.
@Command(name = "repl", description = "Run Java line by line, with await.")
final class Repl implements Callable<Integer> {
  @Override
  @SuppressWarnings("SystemConsoleNull") // it is, unless jdk.internal.le provides it
  public Integer call() throws IOException {
    java.io.Console terminal = System.console();
    if (terminal != null && terminal.isTerminal()) {
      return Console.run();
    }
    Charset charset = Charset.forName(System.getProperty("stdin.encoding", "UTF-8"));
    return Script.run(new InputStreamReader(System.in, charset), System.out, System.err);
  }
}
