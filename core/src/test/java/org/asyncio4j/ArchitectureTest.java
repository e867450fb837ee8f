package org.asyncio4j;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Modifier;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.asyncio4j");

  /// The public types of the root package. A new one is a decision: make it, then add it here.
  private static final List<String> PUBLIC =
      List.of(
          "Asyncio",
          "Awaitable",
          "Blocking",
          "BlockingPortal",
          "CancelScope",
          "CancelledError",
          "Context",
          "ContextVar",
          "Coroutine",
          "Engine",
          "EventLoop",
          "ExceptionContext",
          "ExceptionGroup",
          "ExceptionHandler",
          "Future",
          "Handle",
          "InvalidStateException",
          "KeyboardInterrupt",
          "LoopOptions",
          "Outcome",
          "Race",
          "ReturnWhen",
          "Runner",
          "SignalReceiver",
          "Task",
          "TaskFactory",
          "TaskGroup",
          "TaskOptions",
          "Timeout",
          "TimerHandle",
          "Waited");

  @Test
  void noTypeIsPublicUnlessMeantToBe() {
    List<String> found =
        MAIN.stream()
            .filter(ArchitectureTest::isPublicTopLevel)
            .filter(type -> type.getPackageName().equals("org.asyncio4j"))
            .map(JavaClass::getSimpleName)
            .toList();
    assertThat(found).containsExactlyInAnyOrderElementsOf(PUBLIC);
  }

  @Test
  void publicTypesCannotBeExtendedByAccident() {
    List<String> open =
        MAIN.stream()
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(type -> !type.getPackageName().endsWith(".internal")) // is not exported
            .filter(type -> !isClosed(type.reflect()))
            .map(JavaClass::getName)
            .toList();
    assertThat(open).isEmpty();
  }

  private static boolean isPublicTopLevel(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC) && type.isTopLevelClass();
  }

  private static boolean isClosed(Class<?> type) {
    return type.isInterface()
        || type.isEnum()
        || type.isRecord()
        || type.isSealed()
        || Modifier.isFinal(type.getModifiers());
  }

  /// Code on the loop needs no locks. These stand between the loop and other threads.
  @Test
  void onlyTheEdgeOfTheLoopUsesLocks() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(EventLoop.class.getName())
        .and()
        .haveNameNotMatching(
            "org.asyncio4j.(LoopThread|ThreadsafeHandle|PinGuard|Watchdog|(Carried|Handed)Stack|(Baton|Confined)\\w+)(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.concurrent.locks..")
        .check(MAIN);
  }

  /// In the creation sites of debug mode; the list is in [Stacks].
  @Test
  void whatMakesFuturesIsNotTakenForTheProgram() {
    List<String> shown =
        MAIN.stream()
            .filter(type -> type.getPackageName().equals("org.asyncio4j"))
            .filter(ArchitectureTest::makesWhatIsTraced)
            .map(type -> new StackTraceElement(type.getName(), "method", "File.java", 1))
            .filter(frame -> !Stacks.ofUser(List.of(frame)).isEmpty())
            .map(StackTraceElement::getClassName)
            .toList();
    assertThat(shown).isEmpty();
  }

  private static boolean makesWhatIsTraced(JavaClass type) {
    return type.getConstructorCallsFromSelf().stream()
            .map(call -> call.getTargetOwner())
            .anyMatch(made ->
                made.isAssignableTo(Future.class)
                    || made.isAssignableTo(Handle.class)
                    || made.isAssignableTo(Coroutine.class))
        || type.getMethodCallsFromSelf().stream()
            .anyMatch(call -> call.getTarget().getName().equals("createFuture"));
  }

  @Test
  void theSpiKnowsOnlyTheLoop() {
    noClasses()
        .that()
        .resideInAPackage("org.asyncio4j.spi")
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.asyncio4j..")
                .and(not(resideInAPackage("org.asyncio4j.spi")))
                .and(not(type(EventLoop.class))))
        .check(MAIN);
  }

  @Test
  void theSpiIsMadeOfInterfaces() {
    classes()
        .that()
        .resideInAPackage("org.asyncio4j.spi")
        .and()
        .doNotHaveSimpleName("package-info")
        .should()
        .beInterfaces()
        .check(MAIN);
  }

  @Test
  void nothingIsPrintedPastTheLog() {
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(MAIN);
  }

  /// Programs may run without either.
  @Test
  void whatIsOptionalIsUsedInOnePlace() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.asyncio4j.micrometer")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.micrometer..")
        .check(MAIN);
    noClasses()
        .that()
        .haveNameNotMatching("org.asyncio4j.FlightEvents(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.jfr..")
        .check(MAIN);
  }

  /// Every log line of the library has one name, which a program can set the level of.
  @Test
  void nothingUsesALogOfItsOwn() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.logging..", "org.slf4j..")
        .check(MAIN);
  }
}
