package org.asyncio4j;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.PreInterruptCallback;
import org.junit.jupiter.api.extension.PreInterruptContext;

/// Writes all threads, virtual ones included, to a file under `target` when a test has timed out,
/// and names the file.
final class HangDump implements PreInterruptCallback {
  @Override
  public void beforeThreadInterrupt(PreInterruptContext timeout, ExtensionContext test)
      throws Exception {
    String name = test.getRequiredTestClass().getSimpleName() + "." + test.getDisplayName();
    System.err.println(name + " hangs: all threads are in " + write(name));
  }

  /// By another process, because this one hangs.
  private static Path write(String name) throws IOException, InterruptedException {
    Path folder = Path.of("target", "hangs").toAbsolutePath();
    Files.createDirectories(folder);
    Path file = folder.resolve(name.replaceAll("[^A-Za-z0-9.]+", "_") + ".txt");
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(ProcessHandle.current().pid()),
                "Thread.dump_to_file",
                "-overwrite",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!jcmd.waitFor(10, TimeUnit.SECONDS)) {
      jcmd.destroyForcibly();
    }
    return file;
  }
}
