package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Trap 11: the JDK's internals may be closed, or have moved. Then the loop runs on the other
/// engine and says so.
class Trap11FallbackTest {
  private static final String MOVED = "-Dasyncio.jdk.threadBuilders=no.such.Class";

  @Test
  void autoFallsBackWhereTheJdkIsClosed() throws Exception {
    assertFallsBack(ChildJvm.runWith(Program.class, "-Dasyncio.engine=auto"), "--add-opens");
  }

  @Test
  void confinedFallsBackWhereTheJdkIsClosed() throws Exception {
    assertFallsBack(ChildJvm.runWith(Program.class, "-Dasyncio.engine=confined"), "--add-opens");
  }

  @Test
  void autoFallsBackWhereTheJdkDiffers() throws Exception {
    assertFallsBack(
        ChildJvm.runWith(Program.class, ChildJvm.OPEN, MOVED, "-Dasyncio.engine=auto"),
        "no.such.Class");
  }

  @Test
  void confinedFallsBackWhereTheJdkDiffers() throws Exception {
    assertFallsBack(
        ChildJvm.runWith(Program.class, ChildJvm.OPEN, MOVED, "-Dasyncio.engine=confined"),
        "no.such.Class");
  }

  @Test
  void confinedIsUsedWhereTheJdkIsOpen() throws Exception {
    assertThat(ChildJvm.runWith(Program.class, ChildJvm.OPEN, "-Dasyncio.engine=auto"))
        .containsExactly("CONFINED slept", "again: CONFINED slept");
  }

  @Test
  void batonIsSilent() throws Exception {
    assertThat(ChildJvm.runWith(Program.class, "-Dasyncio.engine=baton"))
        .containsExactly("BATON slept", "again: BATON slept");
  }

  @Test
  void yieldIsAClearErrorWhereTheJdkIsClosed() throws Exception {
    List<String> printed = ChildJvm.runWith(Program.class, "-Dasyncio.blocking=yield");
    assertThat(printed)
        .anyMatch(line ->
            line.contains("blocking=yield needs the confined engine")
                && line.contains("--add-opens")
                && line.contains("blocking=hold"));
    assertThat(printed).noneMatch(line -> line.contains("slept"));
  }

  private static void assertFallsBack(List<String> printed, String why) {
    assertThat(printed).contains("BATON slept", "again: BATON slept");
    assertThat(printed)
        .filteredOn(line -> line.contains("cannot be used"))
        .singleElement()
        .asString()
        .contains("baton", why);
  }

  static final class Program {
    public static void main(String[] args) {
      try {
        Asyncio.run(() -> print(""));
        Asyncio.run(() -> print("again: "));
      } catch (IllegalArgumentException e) {
        System.out.println(e.getMessage());
      }
    }

    private static void print(String prefix) {
      Engines.sleepMillis(1);
      System.out.println(prefix + Asyncio.getRunningLoop().engine() + " slept");
    }
  }
}
