package org.asyncio4j.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.asyncio4j.Asyncio;
import org.asyncio4j.http.client.ClientOptions;
import org.asyncio4j.http.client.ClientSession;

/// A Chromium that stays open, and is used as somebody would who sits before it: by the Chrome
/// DevTools Protocol, over this project's own client.
final class OpenBrowser implements AutoCloseable {
  private static final Pattern ADDRESS =
      Pattern.compile("DevTools listening on ws://(127\\.0\\.0\\.1:[0-9]+)/");

  private final Process process;
  private final String devTools;

  /// What somebody does with a browser.
  @FunctionalInterface
  interface Use {
    /// Opens pages, and does something with them.
    ///
    /// @param devTools what they are opened with
    void with(ClientSession devTools) throws Exception;
  }

  /// Starts Chromium, and waits until it says where it listens.
  OpenBrowser(ProcessBuilder command) throws Exception {
    process = command.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    // One that hangs does not hang the tests: whoever waits for it sees that the connection ends.
    CompletableFuture.delayedExecutor(2, TimeUnit.MINUTES).execute(process::destroyForcibly);
    try {
      CompletableFuture<String> address = new CompletableFuture<>();
      Thread.startVirtualThread(() -> readErrors(address));
      devTools = address.get();
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  /// Goes on until Chromium has ended: it would wait if nobody read what it says.
  private void readErrors(CompletableFuture<String> address) {
    StringBuilder said = new StringBuilder();
    try (BufferedReader errors = process.errorReader(UTF_8)) {
      for (String line = errors.readLine(); line != null; line = errors.readLine()) {
        said.append(line).append('\n');
        Matcher found = ADDRESS.matcher(line);
        if (found.find()) {
          address.complete("http://" + found.group(1));
        }
      }
      address.completeExceptionally(new IOException("chromium has ended: " + said));
    } catch (IOException e) {
      address.completeExceptionally(e);
    }
  }

  /// Runs a loop for `use`, and waits until that is done.
  void use(Use use) {
    Asyncio.run(() -> {
      ClientOptions options = ClientOptions.DEFAULT.withBaseUrl(devTools);
      try (ClientSession session = ClientSession.create(options)) {
        use.with(session);
      }
    });
  }

  /// Asks Chromium to end, and kills what of it does not.
  @Override
  public void close() {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroy();
    process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
    all.forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
