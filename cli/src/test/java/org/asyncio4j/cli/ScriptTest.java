package org.asyncio4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sessions without a terminal.
final class ScriptTest {
  @TempDir Path temporary;

  private record End(int status, String out, String err) {}

  private static End run(String... lines) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        Script.run(
            new StringReader(String.join("\n", lines)),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8));
    return new End(status, out.toString(UTF_8), err.toString(UTF_8));
  }

  /// What a run prints in which nothing fails.
  private static List<String> values(String... lines) throws IOException {
    End end = run(lines);
    assertThat(end.err()).isEmpty();
    assertThat(end.status()).isZero();
    return end.out().lines().toList();
  }

  private static String errors(String... lines) throws IOException {
    End end = run(lines);
    assertThat(end.status()).isEqualTo(1);
    return end.err();
  }

  @Test
  void awaitWorksAtTheTopLevel() throws IOException {
    assertThat(
            values(
                "await(createTask(() -> 40 + 2))",
                "sleep(Duration.ofMillis(1), \"slept\")",
                "gather(() -> 1, () -> 2)"))
        .containsExactly("$1 ==> 42", "$2 ==> \"slept\"", "$3 ==> [1, 2]");
  }

  @Test
  void allInputsShareOneContext() throws IOException {
    assertThat(
            values(
                "var name = ContextVar.create(\"name\", \"nobody\")",
                "{ name.set(\"somebody\"); }",
                "name.get()",
                "await(createTask(() -> { name.set(\"else\"); return name.get(); }))",
                "name.get()"))
        .endsWith("$3 ==> \"somebody\"", "$4 ==> \"else\"", "$5 ==> \"somebody\"");
  }

  @Test
  void whatWasTypedPersists() throws IOException {
    assertThat(
            values(
                "import java.nio.charset.StandardCharsets",
                "int x = 3, y = 4",
                "int add(int a, int b) {",
                "  return a + b;",
                "}",
                "record Sum(int value) {}",
                "x = 10",
                "new Sum(add(x, y))",
                "StandardCharsets.UTF_8"))
        .containsExactly(
            "x ==> 3",
            "y ==> 4",
            "created method add(int,int)",
            "created record Sum",
            "x ==> 10",
            "$7 ==> Sum[value=14]",
            "$8 ==> UTF-8");
  }

  @Test
  void tasksGoOnBetweenInputs() throws IOException {
    assertThat(
            values(
                "var steps = new ArrayList<String>()",
                "var go = getRunningLoop().<String>createFuture()",
                "var task = createTask(() -> { steps.add(\"asks\"); steps.add(await(go)); })",
                "sleep(Duration.ZERO)",
                "{ steps.add(\"between\"); go.setResult(\"told\"); }",
                "await(task)",
                "steps"))
        .last()
        .isEqualTo("steps ==> [asks, between, told]");
  }

  /// JShell cannot declare a variable of the type that the compiler calls `Task<@Nullable Void>`.
  @Test
  void aTaskWithoutAValueCanBeKeptInAVariable() throws IOException {
    assertThat(
            values(
                "var task = createTask(\"empty\", () -> { sleep(Duration.ZERO); })",
                "createTask(\"bare\", () -> { sleep(Duration.ZERO); })",
                "await(task)",
                "task.done()"))
        .containsExactly(
            "task ==> <Task pending name='empty' coro=<lambda>()>",
            "$2 ==> <Task pending name='bare' coro=<lambda>()>",
            "$4 ==> true");
  }

  @Test
  void everyPublicTypeOfCoreHasItsSimpleName() throws IOException {
    List<String> names =
        new ClassFileImporter()
            .importPackagesOf(Asyncio.class).stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> type.isTopLevelClass())
                .filter(type ->
                    type.getPackageName().matches("org\\.asyncio4j(\\.(generator|queue|sync))?"))
                .map(JavaClass::getName)
                .sorted()
                .toList();
    assertThat(names).hasSizeGreaterThan(40);
    String[] lines =
        names.stream()
            .map(name -> name.substring(name.lastIndexOf('.') + 1) + ".class.getName()")
            .toArray(String[]::new);
    assertThat(values(lines))
        .map(line -> line.replaceAll(".*\"(.*)\"", "$1"))
        .containsExactlyElementsOf(names);
  }

  @Test
  void aCompileErrorMarksItsPlace() throws IOException {
    assertThat(errors("int f() {", "  int x = \"a\";", "  return x;", "}"))
        .isEqualTo(
            """
            input #1:2: error: incompatible types: java.lang.String cannot be converted to int
                int x = "a";
                        ^-^
            """);
  }

  @Test
  void whatIsNotDeclaredYetIsSaid() throws IOException {
    End end = run("void f() { g(); }", "f()", "void g() {}", "f()");
    assertThat(end.out())
        .startsWith(
            "created method f(), however, it cannot be invoked until method g() is declared\n");
    assertThat(end.err())
        .isEqualTo(
            "attempted to use method f() which cannot be invoked until method g() is declared\n");
  }

  @Test
  void anExceptionIsShownInTermsOfWhatWasTyped() throws IOException {
    assertThat(
            errors(
                "void fail() {",
                "  var e = new IllegalStateException(\"outer\", new IOException(\"inner\"));",
                "  e.addSuppressed(new Exception(\"beside\"));",
                "  throw e;",
                "}",
                "class Box { void open() { fail(); } }",
                "await(createTask(() -> new Box().open()))",
                "Integer.parseInt(\"x\")"))
        .isEqualTo(
            """
            java.lang.IllegalStateException: outer
              at fail(input #1:2)
              at Box.open(input #2:1)
              at input #3:1
              suppressed: java.lang.Exception: beside
                at fail(input #1:3)
            caused by java.io.IOException: inner
              at fail(input #1:2)
            java.lang.NumberFormatException: For input string: "x"
              at input #4:1
            """);
  }

  @Test
  void aFailureThatNobodyAwaitsIsReported() throws IOException {
    End end =
        run("{ createTask(\"lost\", () -> { throw new IllegalStateException(\"boom\"); }); }");
    assertThat(end.err())
        .isEqualTo(
            """
            Task exception was never retrieved: lost
            java.lang.IllegalStateException: boom
              at input #1:1
            """);
  }

  @Test
  void theEndCancelsTasksAndWaitsForTheirCleanUp() throws IOException {
    Path file = temporary.resolve("cleaned");
    assertThat(
            values(
                "var file = Path.of(\"" + file + "\")",
                "createTask(() -> {",
                "  try { sleep(Duration.ofHours(1)); }",
                "  finally { sleep(Duration.ofMillis(1)); Files.createFile(file); } })",
                "sleep(Duration.ZERO)"))
        .hasSize(2);
    assertThat(file).exists();
  }

  @Test
  void exitEndsWithItsStatus() throws IOException {
    End end = run("1", "/exit 3", "2");
    assertThat(end.status()).isEqualTo(3);
    assertThat(end.out()).isEqualTo("$1 ==> 1\n");
    assertThat(run("/exit three").err())
        .isEqualTo("/exit takes a status, a number from 0 to 255, and not \"three\"\n");
  }

  @Test
  void aFailedInputStopsNothingButCounts() throws IOException {
    End end = run("1 / 0", "2");
    assertThat(end.status()).isEqualTo(1);
    assertThat(end.out()).isEqualTo("$2 ==> 2\n");
  }

  @Test
  void anUnfinishedInputSaysWhatItLacks() throws IOException {
    assertThat(errors("void f() {")).contains("error: reached end of file while parsing");
  }

  @Test
  void tasksAreListedWithWhereTheyAre() throws IOException {
    assertThat(
            values(
                "var future = getRunningLoop().createFuture()",
                "var waiting = createTask(\"waiting\", () -> {",
                "  await(future);",
                "})",
                "sleep(Duration.ZERO)",
                "/tasks",
                "{ waiting.cancel(); }",
                "/tasks"))
        .endsWith(
            "<Task pending name='waiting' coro=<lambda>() wait_for=<Future pending>>",
            "  at input #2:2",
            "no tasks");
  }

  @Test
  void tasksStandUnderThoseThatWaitForThem() throws IOException {
    assertThat(
            values(
                    "var future = getRunningLoop().createFuture()",
                    "var inner = createTask(\"inner\", () -> { await(future); })",
                    "var one = createTask(\"one\", () -> { gather(inner); })",
                    "var two = createTask(\"two\", () -> { inner.await(); })",
                    "{ sleep(Duration.ZERO); sleep(Duration.ZERO); }",
                    "/tasks")
                .stream()
                .filter(line -> !line.contains(" ==> "))
                .map(line -> line.replaceAll("wait_for=.*", "...")))
        .endsWith(
            "<Task pending name='one' coro=<lambda>() ...",
            "  at input #3:1",
            "    <Task pending name='inner' coro=<lambda>() ...",
            "      at input #2:1",
            "<Task pending name='two' coro=<lambda>() ...",
            "  at input #4:1",
            "    inner, see above");
  }

  @Test
  void commandsShowWhatThereIs() throws IOException {
    assertThat(values("int x = 5", "/vars", "/list", "/history"))
        .containsExactly(
            "x ==> 5", "int x = 5", "#1: int x = 5;", "int x = 5", "/vars", "/list", "/history");
    assertThat(values("/imports"))
        .contains("java.time.*", "org.asyncio4j.*", "org.asyncio4j.Asyncio.*");
    assertThat(errors("/nonsense", "/h", "/vars x"))
        .isEqualTo(
            """
            there is no command /nonsense; /help lists them
            /h can be /history, /help
            /vars takes nothing after it, and there is "x"
            """);
  }

  @Test
  void resetForgetsEverything() throws IOException {
    End end = run("int x = 5", "/reset", "x", "7");
    assertThat(end.out()).isEqualTo("x ==> 5\n$2 ==> 7\n");
    assertThat(end.err()).contains("error: cannot find symbol");
  }

  @Test
  void openRunsAFileUpToItsFirstFailure() throws IOException {
    Path file = temporary.resolve("setup.jsh");
    Files.writeString(
        file, "int twice(int x) {\n  return 2 * x;\n}\nint bad = twice();\n\"never\"\n");
    End end = run("/open " + file, "twice(4)", "/open " + temporary.resolve("none"));
    assertThat(end.out()).isEqualTo("created method twice(int)\n$3 ==> 8\n");
    assertThat(end.err()).contains("input #2:1: error: ", "none\" cannot be read: ");
  }

  @Test
  void aClassInitialiserThatAwaitsIsToldWhy() throws IOException {
    assertThat(
            errors(
                "class Lazy { static int x; static { sleep(Duration.ofMillis(1)); } }",
                "{ getRunningLoop().setDebug(true); }",
                "Lazy.x"))
        .contains("caused by java.lang.IllegalStateException: cannot await here");
  }
}
