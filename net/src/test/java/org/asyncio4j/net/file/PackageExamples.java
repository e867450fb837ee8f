package org.asyncio4j.net.file;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example that Javadoc quotes.
final class PackageExamples {
  // @start region="count"
  static void noteErrors(Path log, Path notes) throws IOException {
    try (AsyncFile out = AsyncFile.open(notes, CREATE, APPEND)) {
      for (String line : AsyncFiles.lines(log)) { // suspends now and then, to read on
        if (line.startsWith("ERROR")) {
          out.write(line + "\n");
        }
      }
    }
  }

  // @end

  @Test
  void errorsAreNoted(@TempDir Path folder) {
    Path notes = folder.resolve("notes");
    Asyncio.run(() -> {
      Path log = AsyncFiles.writeString(folder.resolve("log"), "INFO a\nERROR b\nERROR c");
      noteErrors(log, notes);
      assertThat(AsyncFiles.readAllLines(notes)).containsExactly("ERROR b", "ERROR c");
    });
  }
}
