package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WordCountTest {
  @TempDir Path temporary;
  @TempDir Path texts;

  @Test
  void nothingIsLostOrCountedTwiceThoughAMemberIsKilled() throws Exception {
    for (int i = 0; i < 60; i++) {
      Files.writeString(texts.resolve("text" + i), "one text, and another one\n".repeat(i));
    }

    Program.End end = new Program(temporary, "WordCount.java", texts.toString()).end();

    assertThat(end.status()).as(end.err()).isZero();
    assertThat(end.out())
        .startsWith("60 texts of " + texts)
        .endsWith("the three counts are the same");
    assertThat(end.out()).filteredOn(line -> line.startsWith("  member 127.0.0.1:")).hasSize(3);
    assertThat(end.out()).anyMatch(line -> line.startsWith("on a cluster of 3, one killed"));
  }
}
