package org.asyncio4j.cli;

import java.io.PrintStream;
import java.util.List;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.ExpressionSnippet;
import jdk.jshell.JShell;
import jdk.jshell.MethodSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SnippetEvent;
import jdk.jshell.TypeDeclSnippet;
import jdk.jshell.UnresolvedReferenceException;
import jdk.jshell.VarSnippet;
import org.jspecify.annotations.Nullable;

/// What is said about an input: the value it has, what it declares, or what is wrong with it. In
/// the words of jshell, but only what is needed.
final class Feedback {
  /// Of longer values only the beginning is shown.
  private static final int MOST_OF_A_VALUE = 10_000;

  private final PrintStream out;
  private final PrintStream err;
  private final Style style;

  Feedback(PrintStream out, PrintStream err, Style style) {
    this.out = out;
    this.err = err;
    this.style = style;
  }

  /// {@return whether nothing is wrong}
  boolean tell(JShell shell, SnippetEvent event) {
    Snippet snippet = event.snippet();
    if (event.status() == Status.REJECTED) {
      tellErrors(shell, snippet);
      return false;
    }
    if (event.exception() instanceof UnresolvedReferenceException e) {
      DeclarationSnippet missing = e.getSnippet();
      err.println(
          style.error("attempted to use " + describe(missing))
              + " which cannot be "
              + use(missing, shell.status(missing))
              + " until "
              + needs(shell, missing));
      return false;
    }
    if (event.exception() != null) {
      return false; // whoever ran it tells more
    }
    boolean lacksSomething =
        event.status() == Status.RECOVERABLE_DEFINED
            || event.status() == Status.RECOVERABLE_NOT_DEFINED;
    if (snippet instanceof DeclarationSnippet declaration && lacksSomething) {
      tellMissing(shell, event, declaration);
    } else if (event.causeSnippet() == null) {
      tellDone(event);
    }
    return true;
  }

  private void tellDone(SnippetEvent event) {
    switch (event.snippet()) {
      case VarSnippet variable -> tellValue(variable.name(), variable.typeName(), event.value());
      case ExpressionSnippet expression ->
          tellValue(expression.name(), expression.typeName(), event.value());
      case DeclarationSnippet declaration ->
          out.println(style.quiet(verb(event) + " " + describe(declaration)));
      default -> {}
    }
  }

  private void tellValue(String name, String type, @Nullable String value) {
    if (value == null || type.equals("Void") || type.equals("void")) {
      return;
    }
    String shown =
        value.length() <= MOST_OF_A_VALUE ? value : value.substring(0, MOST_OF_A_VALUE) + " ...";
    out.println(style.name(name) + " ==> " + shown);
  }

  private void tellMissing(JShell shell, SnippetEvent event, DeclarationSnippet declaration) {
    String what = event.causeSnippet() == null ? verb(event) + " " : "";
    out.println(
        style.quiet(what + describe(declaration))
            + (what.isEmpty() ? " cannot be " : ", however, it cannot be ")
            + use(declaration, event.status())
            + " until "
            + needs(shell, declaration));
  }

  private static String verb(SnippetEvent event) {
    if (event.previousStatus() == Status.NONEXISTENT) {
      return "created";
    }
    return event.isSignatureChange() ? "replaced" : "modified";
  }

  private static String describe(DeclarationSnippet declaration) {
    return switch (declaration) {
      case MethodSnippet method -> "method " + method.name() + "(" + method.parameterTypes() + ")";
      case TypeDeclSnippet type ->
          switch (type.subKind()) {
                case INTERFACE_SUBKIND -> "interface ";
                case ENUM_SUBKIND -> "enum ";
                case RECORD_SUBKIND -> "record ";
                case ANNOTATION_TYPE_SUBKIND -> "annotation interface ";
                default -> "class ";
              }
              + type.name();
      case VarSnippet variable -> "variable " + variable.name();
      default -> declaration.name();
    };
  }

  private static String use(DeclarationSnippet declaration, Status status) {
    if (status == Status.RECOVERABLE_NOT_DEFINED || declaration instanceof VarSnippet) {
      return "referenced";
    }
    return declaration instanceof MethodSnippet ? "invoked" : "instantiated or its methods invoked";
  }

  private static String needs(JShell shell, DeclarationSnippet declaration) {
    List<String> missing = shell.unresolvedDependencies(declaration).toList();
    if (missing.isEmpty()) {
      return "its error is corrected: " + firstError(shell, declaration);
    }
    int last = missing.size() - 1;
    return last == 0
        ? missing.getFirst() + " is declared"
        : String.join(", ", missing.subList(0, last))
            + " and "
            + missing.get(last)
            + " are declared";
  }

  private static String firstError(JShell shell, Snippet snippet) {
    return shell
        .diagnostics(snippet)
        .filter(Diag::isError)
        .findFirst()
        .map(error -> error.getMessage(null))
        .orElse("unknown");
  }

  private void tellErrors(JShell shell, Snippet snippet) {
    shell
        .diagnostics(snippet)
        .filter(Diag::isError)
        .forEach(error -> {
          Position position = Position.of(snippet.source(), error);
          err.println(
              style.quiet("input #" + snippet.id() + ":" + position.line() + ": ")
                  + style.error("error: ")
                  + error.getMessage(null).strip().replace("\n", "\n  "));
          err.println("  " + position.text());
          err.println("  " + style.error(position.mark()));
        });
  }

  /// Where in a source an error is.
  ///
  /// @param line from 1
  /// @param text that line
  /// @param mark what to print below it
  private record Position(int line, String text, String mark) {
    static Position of(String source, Diag error) {
      int start = clamp(source, error.getStartPosition(), error.getPosition());
      int end = clamp(source, error.getEndPosition(), start + 1);
      int lineStart = source.lastIndexOf('\n', start - 1) + 1;
      int newline = source.indexOf('\n', start);
      int lineEnd = newline < 0 ? source.length() : newline;
      String text = source.substring(lineStart, lineEnd);
      int width = Math.max(1, Math.min(end, lineEnd) - start);
      String before = text.substring(0, start - lineStart).replaceAll("[^\t]", " ");
      String mark = width == 1 ? "^" : "^" + "-".repeat(width - 2) + "^";
      int line = 1 + (int) source.substring(0, start).chars().filter(c -> c == '\n').count();
      return new Position(line, text, before + mark);
    }

    private static int clamp(String source, long position, long otherwise) {
      long known = position == Diag.NOPOS ? otherwise : position;
      return (int) Math.max(0, Math.min(known, source.length()));
    }
  }
}
