package org.asyncio4j.examples;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DownloadTest {
  @TempDir Path temporary;

  @Test
  void concurrentlyIsManyTimesFasterAndTheMissingFileStopsNothing() throws Exception {
    Program.End end = new Program(temporary, "Download.java").end();

    assertThat(end.err()).isEmpty();
    assertThat(end.out()).hasSize(4);
    assertThat(end.out().get(0)).isEqualTo("serving 200 files of jrt:/java.base/java/util");
    assertThat(end.out().get(1)).matches("verified 200 of 201 files, [\\d,]+ bytes");
    assertThat(end.out().get(2))
        .matches(
            "one by one: [\\d.]+ s   concurrently \\(30 at once\\): [\\d.]+ s   [\\d.]+x faster");
    assertThat(number("([\\d.]+)x faster", end.out().get(2))).isGreaterThan(3);
    assertThat(end.out().get(3)).isEqualTo("failed: missing.txt: HTTP status 404");
    assertThat(end.status()).isZero();
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void ctrlCEndsItCleanlyAndItSaysWhatWasDone() throws Exception {
    Program program;
    try (WatchService watch = temporary.getFileSystem().newWatchService()) {
      temporary.register(watch, ENTRY_CREATE);
      program = new Program(temporary, "Download.java");
      awaitNewFiles(watch, 1);
      onlyEntry(temporary).register(watch, ENTRY_CREATE);
      awaitNewFiles(watch, 3); // the first two of them are complete then
    }
    program.interrupt();
    Program.End end = program.end();

    assertThat(end.err()).isEmpty();
    assertThat(end.out()).hasSize(2);
    assertThat(end.out().get(1))
        .matches("interrupted while downloading one by one: \\d+ of 201 files, [\\d,]+ bytes");
    assertThat(number("(\\d+) of", end.out().get(1))).isBetween(2.0, 199.0);
    assertThat(end.status()).isEqualTo(130);
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void aWrongChecksumIsNamedAndFailsTheProgram(@TempDir Path folder) throws Exception {
    Path deep = Files.createDirectories(folder.resolve("one folder/100 % +1?#"));
    for (int i = 0; i < 100; i++) {
      Files.writeString(deep.resolve("file %02d.txt".formatted(i)), "content of file " + i);
    }
    Files.createFile(folder.resolve(".hidden"));
    Files.createSymbolicLink(folder.resolve("link"), deep);

    Program program = new Program(temporary, "Download.java", folder.toString());
    assertThat(program.readLine()).startsWith("serving 100 files of ");
    Files.writeString(
        deep.resolve("file 99.txt"), "other content"); // the last, seconds before its turn
    Program.End end = program.end();

    assertThat(end.err()).isEmpty();
    assertThat(end.out()).hasSize(4);
    assertThat(end.out().get(0)).startsWith("verified 99 of 101 files, ");
    assertThat(end.out().get(2)).isEqualTo("failed: missing.txt: HTTP status 404");
    assertThat(end.out().get(3))
        .startsWith("failed: one folder/100 % +1?#/file 99.txt: wrong checksum ");
    assertThat(end.status()).isEqualTo(1);
    assertThat(temporary).isEmptyDirectory();
  }

  private static void awaitNewFiles(WatchService watch, int count) throws InterruptedException {
    int seen = 0;
    while (seen < count) {
      WatchKey key = watch.take();
      seen += key.pollEvents().size();
      key.reset();
    }
  }

  private static Path onlyEntry(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().orElseThrow();
    }
  }

  private static double number(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
    return Double.parseDouble(matcher.group(1));
  }
}
