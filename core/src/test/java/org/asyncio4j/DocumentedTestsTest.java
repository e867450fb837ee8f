package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The pages that say which test shows what name tests that exist.
class DocumentedTestsTest {
  private static final Path DOCS = docs();

  /// `TaskTest.startsInTheNextIteration`, or a class alone: `model.SyncModelTest`.
  private static final Pattern TEST =
      Pattern.compile("\\b((?:[a-z]+\\.)?[A-Z]\\w*Test)\\b(?:\\.([a-z]\\w*))?");

  private static final List<String> PACKAGES =
      List.of("", "sync.", "queue.", "generator.", "model.", "oracle.");

  private static Path docs() {
    Path here = Path.of("").toAbsolutePath();
    return Files.isDirectory(here.resolve("docs"))
        ? here.resolve("docs")
        : here.resolveSibling("docs");
  }

  private static List<MatchResult> tests(String text) {
    return TEST.matcher(text).results().toList();
  }

  /// {@return whether `test` is a class of tests, with a test of that name if it names one}
  private static boolean exists(MatchResult test) {
    return PACKAGES.stream()
        .map(inPackage -> load("org.asyncio4j." + inPackage + test.group(1)))
        .anyMatch(type -> type != null && (test.group(2) == null || hasTest(type, test.group(2))));
  }

  private static @Nullable Class<?> load(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      return null;
    }
  }

  private static boolean hasTest(Class<?> type, String name) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> method.getName().equals(name))
        .anyMatch(DocumentedTestsTest::isTest);
  }

  private static boolean isTest(Method method) {
    return method.isAnnotationPresent(Test.class)
        || method.isAnnotationPresent(ParameterizedTest.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"conformance.md", "pains.md"})
  void everyTestThatIsNamedExists(String page) throws IOException {
    List<MatchResult> named = tests(Files.readString(DOCS.resolve(page)));
    assertThat(named).hasSizeGreaterThan(25);
    assertThat(named.stream().filter(test -> !exists(test)).map(MatchResult::group)).isEmpty();
  }

  @Test
  void testThatDoesNotExistIsFound() {
    List<MatchResult> named =
        tests("| DocumentedTestsTest.noSuchTest, DocumentedTestsTest.docs, model.NoSuchTest |");
    assertThat(named).hasSize(3).noneMatch(DocumentedTestsTest::exists);
  }

  /// A row without a verdict, or without a test and a reason, says nothing.
  @Test
  void everyBehaviourHasATestAndAVerdict() throws IOException {
    List<String> incomplete = new ArrayList<>();
    for (String line : Files.readAllLines(DOCS.resolve("conformance.md"))) {
      if (!line.startsWith("| ") || line.startsWith("| Behaviour")) {
        continue;
      }
      List<String> cells =
          Arrays.stream(line.split("\\|", -1)).skip(1).limit(4).map(String::strip).toList();
      boolean sound =
          cells.size() == 4
              && cells.get(3).matches("(same|better|differs|later)\\b.*")
              && (cells.get(3).matches("(differs|later): .*") || !tests(cells.get(2)).isEmpty());
      if (!sound) {
        incomplete.add(line);
      }
    }
    assertThat(incomplete).isEmpty();
  }

  /// Each is gone, shown by a test, or named with the part of the project that will bring it.
  @Test
  void everyPainIsListed() throws IOException {
    Matcher rows =
        Pattern.compile("(?m)^\\| (\\d+) \\|.*\\| (.*) \\|$")
            .matcher(Files.readString(DOCS.resolve("pains.md")));
    List<Integer> numbers = new ArrayList<>();
    while (rows.find()) {
      numbers.add(Integer.valueOf(rows.group(1)));
      assertThat(!tests(rows.group(2)).isEmpty() || rows.group(2).startsWith("`"))
          .as(rows.group())
          .isTrue();
    }
    assertThat(numbers).hasSize(25).isSorted();
  }
}
