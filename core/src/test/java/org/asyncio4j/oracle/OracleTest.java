package org.asyncio4j.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.LoopOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

class OracleTest {
  @Test
  void everyCarriedProgramHasTheTraceOfCPython() throws IOException {
    check(new Oracle(LoopOptions.defaults()).carried());
  }

  /// A folder may hold any number of them: some 2,000 a second are tried.
  @Test
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  @EnabledIfSystemProperty(named = "oracle.dir", matches = ".+")
  void everyProgramOfTheGivenFolderHasTheTraceOfCPython() throws IOException {
    check(new Oracle(LoopOptions.defaults()).folder(Path.of(System.getProperty("oracle.dir"))));
  }

  @Test
  void aTraceThatDiffersIsShownBesideOurs(@TempDir Path folder) throws IOException {
    write(folder, "{'seed': 7, 'program': [{'op': 'yield'}], 'trace': ['m.0yield@0', 'other']}");

    Oracle oracle = new Oracle(LoopOptions.defaults()).folder(folder);

    assertThat(oracle.all()).isEqualTo(1);
    assertThat(oracle.agreed()).isZero();
    assertThat(oracle.firstDifference())
        .contains("seed 7")
        .containsPattern("  m.0yield@0 +m.0yield@0\n")
        .containsPattern("\\* +m. +other\n");
  }

  @Test
  void whatIsNoProgramIsNamedWithItsFileAndLine(@TempDir Path folder) throws IOException {
    String good = "{'seed': 7, 'program': [], 'trace': []}";

    write(folder, good, "", "{'seed': 8, 'program': [");
    assertThatThrownBy(() -> new Oracle(LoopOptions.defaults()).folder(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(folder.resolve("programs.jsonl") + ", line 3, ");

    write(folder, good, "{'seed': 8, 'program': []}");
    assertThatThrownBy(() -> new Oracle(LoopOptions.defaults()).folder(folder))
        .hasMessageContaining("programs.jsonl, line 2, ")
        .hasMessageContaining("there is no \"trace\"");
  }

  private static void write(Path folder, String... lines) throws IOException {
    Files.writeString(
        folder.resolve("programs.jsonl"), String.join("\n", lines).replace('\'', '"'));
  }

  private static void check(Oracle oracle) {
    System.out.println("oracle: " + oracle.agreed() + " of " + oracle.all() + " programs agreed");
    assertThat(oracle.firstDifference()).isNull();
    assertThat(oracle.all()).isPositive();
    assertThat(oracle.agreed()).isEqualTo(oracle.all());
  }
}
