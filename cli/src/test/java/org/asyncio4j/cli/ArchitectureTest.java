package org.asyncio4j.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.asyncio4j.cli");

  @Test
  void onlyWhatCoreOffersToEverybodyIsUsed() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.asyncio4j.internal..", "org.asyncio4j.spi..")
        .check(MAIN);
  }

  @Test
  void programsSeeNothingButMain() {
    classes()
        .that()
        .arePublic()
        .and()
        .doNotHaveSimpleName("package-info")
        .should()
        .be(Main.class)
        .check(MAIN);
  }

  /// The rest prints to the streams that it is given.
  @Test
  void onlyTheEntranceKnowsTheStandardStreams() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(Repl.class, Console.class)
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(MAIN);
  }
}
