package org.asyncio4j.cli;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.lang.model.SourceVersion;
import org.jline.reader.LineReader;
import org.jline.reader.impl.DefaultHighlighter;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/// Colours Java while it is typed, word by word: that is cheap enough for every key.
final class JavaHighlighter extends DefaultHighlighter {
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<comment>//.*|/\\*(?s:.*?)(?:\\*/|$))"
              + "|(?<string>\"\"\"(?s:.*?)(?:\"\"\"|$)|\"(?:\\\\.|[^\"\\\\\n])*\"?|'(?:\\\\.|[^'\\\\\n])*'?)"
              + "|(?<number>\\b\\d[\\w.]*)"
              + "|(?<word>[\\p{javaJavaIdentifierStart}][\\p{javaJavaIdentifierPart}]*)");

  /// Words that are keywords in some places only, and mostly so in a console.
  private static final Set<String> SOMETIMES = Set.of("var", "record", "sealed", "yield", "when");

  private static final AttributedStyle COMMENT = AttributedStyle.DEFAULT.faint();
  private static final AttributedStyle STRING =
      AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
  private static final AttributedStyle NUMBER =
      AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN);
  private static final AttributedStyle KEYWORD =
      AttributedStyle.DEFAULT.foreground(AttributedStyle.BLUE).bold();

  private final Style style;

  JavaHighlighter(Style style) {
    this.style = style;
  }

  @Override
  public AttributedString highlight(LineReader reader, String buffer) {
    if (!style.on()) {
      return new AttributedString(buffer);
    }
    AttributedStringBuilder text = new AttributedStringBuilder();
    Matcher token = TOKEN.matcher(buffer);
    int end = 0;
    while (token.find()) {
      text.append(buffer.substring(end, token.start()));
      text.append(token.group(), styleOf(token));
      end = token.end();
    }
    return text.append(buffer.substring(end)).toAttributedString();
  }

  private static AttributedStyle styleOf(Matcher token) {
    if (token.group("comment") != null) {
      return COMMENT;
    }
    if (token.group("string") != null) {
      return STRING;
    }
    if (token.group("number") != null) {
      return NUMBER;
    }
    String word = token.group("word");
    return SourceVersion.isKeyword(word) || SOMETIMES.contains(word)
        ? KEYWORD
        : AttributedStyle.DEFAULT;
  }
}
