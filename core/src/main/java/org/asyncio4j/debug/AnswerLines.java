package org.asyncio4j.debug;

/// Text as the [tools read it][InspectorMXBean]: lines of fields.
final class AnswerLines {
  private final StringBuilder text = new StringBuilder();
  private boolean begun;

  AnswerLines field(Object value) {
    if (begun) {
      text.append('\t');
    }
    begun = true;
    append(value.toString());
    return this;
  }

  private void append(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '\t' -> text.append("\\t");
        case '\n' -> text.append("\\n");
        default -> text.append(c);
      }
    }
  }

  void end() {
    text.append('\n');
    begun = false;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
