package org.asyncio4j.cli;

import java.util.List;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import org.jline.reader.Buffer;
import org.jline.reader.LineReader;
import org.jline.reader.Widget;

/// Completes, and shows signatures: of the method whose parameters begin at the cursor at once; of
/// what was completed already when Tab is pressed again.
final class TabKey implements Widget {
  private final LineReader reader;
  private final Session session;

  /// What the line was when Tab was pressed last, and was not changed by it.
  private String lastLine = "";

  TabKey(LineReader reader, Session session) {
    this.reader = reader;
    this.session = session;
  }

  @Override
  public boolean apply() {
    Buffer buffer = reader.getBuffer();
    String line = buffer.toString();
    boolean again = line.equals(lastLine);
    boolean callBegins = line.substring(0, buffer.cursor()).stripTrailing().endsWith("(");
    lastLine = again ? "" : line;
    if (again != callBegins && !Commands.isCommand(line) && showSignatures(line, buffer.cursor())) {
      return true;
    }
    reader.callWidget(LineReader.EXPAND_OR_COMPLETE);
    if (!buffer.toString().equals(line)) {
      lastLine = "";
    }
    return true;
  }

  private boolean showSignatures(String source, int cursor) {
    List<String> signatures =
        session.interpreter().analysis().documentation(source, cursor, false).stream()
            .map(Documentation::signature)
            .distinct()
            .toList();
    signatures.forEach(reader::printAbove);
    return !signatures.isEmpty();
  }
}
