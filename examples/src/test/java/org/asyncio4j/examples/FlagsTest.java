package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FlagsTest {
  @TempDir Path temporary;

  @Test
  void everyFlagIsDownloaded(@TempDir Path folder) throws Exception {
    Program.End end = new Program(temporary, "Flags.java", folder.toString()).end();

    assertThat(end.err()).isEmpty();
    assertThat(end.out()).hasSize(2);
    assertThat(end.out().getFirst()).isEqualTo("29 flags from the local server, 10 at once");
    assertThat(end.out().getLast())
        .matches("29 downloaded \\([\\d,]+ bytes\\), 0 not found, 0 too late, 0 failed, in .* s");
    assertThat(end.status()).isZero();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        assertThat(file.getFileName().toString()).matches("[a-z]{2}\\.svg");
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
      }
    }
    assertThat(folder.resolve("fr.svg")).content().contains("fill='#002395'");
  }

  @Test
  void whatTheServerDoesNotHaveIsCountedAndStopsNothing() throws Exception {
    Program.End end =
        new Program(temporary, "Flags.java", "--server", "error", "--at-once", "5").end();

    assertThat(end.out().getFirst()).isEqualTo("29 flags from the error server, 5 at once");
    assertThat(end.out())
        .contains("am: Not Found")
        .anyMatch(line -> line.matches("\\w\\w: .*500.*"));
    assertThat(end.out().getLast())
        .matches("20 downloaded \\([\\d,]+ bytes\\), 5 not found, 0 too late, 4 failed, in .* s");
    assertThat(end.status()).isEqualTo(1);
  }

  @Test
  void whatComesTooLateIsCountedAndStopsNothing() throws Exception {
    Program.End end =
        new Program(temporary, "Flags.java", "--server", "slow", "--at-once", "100").end();

    assertThat(end.err()).isEmpty();
    assertThat(end.out().getLast()).contains(" 0 not found, 5 too late, 0 failed, in ");
    assertThat(end.status()).isEqualTo(1);
  }

  @Test
  void ctrlCEndsItCleanly() throws Exception {
    Program program = new Program(temporary, "Flags.java", "--server", "slow", "--at-once", "1");
    assertThat(program.readLine()).isEqualTo("29 flags from the slow server, 1 at once");
    program.interrupt();
    Program.End end = program.end();

    assertThat(end.err()).isEmpty();
    assertThat(end.out()).hasSize(1);
    assertThat(end.out().getFirst()).matches("interrupted after \\d+ of 29 flags");
    assertThat(end.status()).isEqualTo(130);
  }

  @Test
  void wrongArgumentsAreRefused() throws Exception {
    Program.End end = new Program(temporary, "Flags.java", "--server", "fast").end();

    assertThat(end.status()).isEqualTo(2);
    assertThat(end.err())
        .isEqualTo(
            "Flags.java takes --server local|slow|error, --at-once from 1 to 100, and a FOLDER that is"
                + " there; not --server fast\n");
  }
}
