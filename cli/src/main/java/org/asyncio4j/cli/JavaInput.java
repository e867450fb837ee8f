package org.asyncio4j.cli;

import java.util.List;
import java.util.TreeSet;
import jdk.jshell.SourceCodeAnalysis.Suggestion;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/// Tells the line editor when an input is complete, and what could come next in it.
final class JavaInput implements Parser, Completer {
  private final Session session;

  JavaInput(Session session) {
    this.session = session;
  }

  @Override
  public ParsedLine parse(String line, int cursor, ParseContext context) {
    if (context == ParseContext.ACCEPT_LINE && !session.isComplete(line)) {
      throw new EOFError(-1, -1, "the input goes on");
    }
    int start = cursor;
    while (start > 0 && isPartOfWord(line, start - 1)) {
      start--;
    }
    return new Line(line, cursor, line.substring(start, cursor));
  }

  private static boolean isPartOfWord(String line, int at) {
    return Character.isJavaIdentifierPart(line.charAt(at)) || (at == 0 && Commands.isCommand(line));
  }

  @Override
  public void complete(LineReader reader, ParsedLine parsed, List<Candidate> candidates) {
    String line = parsed.line();
    if (Commands.isCommand(line) || line.equals("/")) {
      session.commands().names().forEach(name -> candidates.add(candidate(name)));
      return;
    }
    int[] anchor = {0};
    List<Suggestion> suggestions =
        session.interpreter().analysis().completionSuggestions(line, parsed.cursor(), anchor);
    boolean someFit = suggestions.stream().anyMatch(Suggestion::matchesType);
    TreeSet<String> words = new TreeSet<>();
    for (Suggestion suggestion : suggestions) {
      if (suggestion.matchesType() || !someFit) {
        words.add(suggestion.continuation());
      }
    }
    int start = parsed.cursor() - parsed.word().length();
    for (String word : words) {
      String completed = line.substring(0, anchor[0]) + word;
      if (completed.length() > start) {
        candidates.add(candidate(completed.substring(start)));
      }
    }
  }

  private static Candidate candidate(String word) {
    return new Candidate(word, word, null, null, null, null, false);
  }

  /// A line whose last word, up to the cursor, is to be completed.
  private record Line(String line, int cursor, String word) implements CompletingParsedLine {
    @Override
    public int wordCursor() {
      return word.length();
    }

    @Override
    public int wordIndex() {
      return 0;
    }

    @Override
    public List<String> words() {
      return List.of(word);
    }

    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
      return candidate;
    }

    @Override
    public int rawWordCursor() {
      return word.length();
    }

    @Override
    public int rawWordLength() {
      return word.length();
    }
  }
}
