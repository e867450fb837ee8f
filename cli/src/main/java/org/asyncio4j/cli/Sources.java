package org.asyncio4j.cli;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis.SnippetWrapper;
import org.jspecify.annotations.Nullable;

/// Which input each line of a loaded class comes from. JShell knows, but only says so for the
/// exceptions that it sees itself; those of background tasks it does not.
final class Sources {
  /// A line of an input.
  ///
  /// @param id the input's
  /// @param line from 1
  record Place(String id, int line) {
    @Override
    public String toString() {
      return "input #" + id + ":" + line;
    }
  }

  /// By class, the first line of the class file that belongs to each line of an input. Any thread.
  private final Map<String, NavigableMap<Integer, Place>> places = new ConcurrentHashMap<>();

  /// To be told of all classes that `shell` has loaded, before their code runs.
  void add(Collection<String> classes, JShell shell) {
    for (Snippet snippet : (Iterable<Snippet>) shell.snippets()::iterator) {
      SnippetWrapper wrapper = shell.sourceCodeAnalysis().wrapper(snippet);
      List<String> own = classes.stream().filter(name -> isOf(wrapper, name)).toList();
      if (!own.isEmpty()) {
        NavigableMap<Integer, Place> lines = lines(snippet, wrapper);
        own.forEach(name -> places.computeIfAbsent(name, any -> new TreeMap<>()).putAll(lines));
      }
    }
  }

  private static boolean isOf(SnippetWrapper wrapper, String className) {
    String outer = wrapper.fullClassName();
    return className.equals(outer) || className.startsWith(outer + "$");
  }

  private static NavigableMap<Integer, Place> lines(Snippet snippet, SnippetWrapper wrapper) {
    NavigableMap<Integer, Place> lines = new TreeMap<>();
    String source = snippet.source();
    String wrapped = wrapper.wrapped();
    int line = 1;
    for (int at = 0; at < source.length(); at++) {
      int there = wrapper.sourceToWrappedPosition(at);
      if (there > 0) {
        lines.putIfAbsent(lineAt(wrapped, there), new Place(snippet.id(), line));
      }
      if (source.charAt(at) == '\n') {
        line++;
      }
    }
    return lines;
  }

  private static int lineAt(String text, int position) {
    return 1 + (int) text.substring(0, position).chars().filter(c -> c == '\n').count();
  }

  /// {@return where the code of `frame` was typed, or null if it was not} Any thread.
  @Nullable Place find(StackTraceElement frame) {
    NavigableMap<Integer, Place> lines = places.get(frame.getClassName());
    if (lines == null) {
      return null;
    }
    Map.Entry<Integer, Place> place = lines.floorEntry(frame.getLineNumber());
    return place == null ? null : place.getValue();
  }

  /// {@return the id of the input that `className` comes from, or null}
  @Nullable String idOf(String className) {
    NavigableMap<Integer, Place> lines = places.get(className);
    return lines == null || lines.isEmpty() ? null : lines.firstEntry().getValue().id();
  }
}
