package org.asyncio4j.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/// Rows in aligned columns. The first thousand rows decide how wide these are, so that a million
/// can be printed as they come.
final class Table {
  private static final int DECIDING = 1_000;
  private static final int WIDEST = 60;

  private final PrintWriter out;
  private final List<List<String>> waiting = new ArrayList<>();
  private final int[] widths;
  private boolean decided;

  Table(PrintWriter out, String... heads) {
    this.out = out;
    this.widths = new int[heads.length];
    row(List.of(heads));
    row(List.of(heads).stream().map(head -> "-".repeat(head.length())).toList());
  }

  void row(List<String> cells) {
    if (decided) {
      print(cells);
      return;
    }
    waiting.add(cells);
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], Math.min(WIDEST, cells.get(i).length()));
    }
    if (waiting.size() >= DECIDING) {
      end();
    }
  }

  /// Prints what is still kept back.
  void end() {
    decided = true;
    waiting.forEach(this::print);
    waiting.clear();
  }

  private void print(List<String> cells) {
    StringBuilder line = new StringBuilder();
    int column = 0;
    for (int i = 0; i < cells.size(); i++) {
      line.append(" ".repeat(Math.max(0, column - line.length()))).append(cells.get(i));
      column += widths[i] + 2;
      if (line.length() >= column) {
        line.append("  ");
      }
    }
    out.println(line.toString().stripTrailing());
  }
}
