package org.asyncio4j.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.asyncio4j.LoopOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class OracleTest {
  @Test
  void everyCarriedProgramHasTheTraceOfCPython() throws IOException {
    check(new Oracle(LoopOptions.defaults()).carried());
  }

  @Test
  @EnabledIfSystemProperty(named = "oracle.dir", matches = ".+")
  void everyProgramOfTheGivenFolderHasTheTraceOfCPython() throws IOException {
    check(new Oracle(LoopOptions.defaults()).folder(Path.of(System.getProperty("oracle.dir"))));
  }

  private static void check(Oracle oracle) {
    System.out.println("oracle: " + oracle.agreed() + " of " + oracle.all() + " programs agreed");
    assertThat(oracle.firstDifference()).isNull();
    assertThat(oracle.all()).isPositive();
    assertThat(oracle.agreed()).isEqualTo(oracle.all());
  }
}
