import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/// Unicode characters by words of their names; for Charfinder.java and CharfinderWeb.java.
///
/// It is not changed once it is built, so any thread may ask it.
final class CharIndex {
  /// The characters whose names have a word, by that word.
  private final NavigableMap<String, List<Integer>> byWord = new TreeMap<>();

  private CharIndex() {}

  /// Reads all names, which takes a moment.
  static CharIndex build() {
    CharIndex index = new CharIndex();
    for (int character = ' '; character <= Character.MAX_CODE_POINT; character++) {
      if (hasOwnName(character)) {
        for (String word : Set.copyOf(words(Character.getName(character)))) {
          index.byWord.computeIfAbsent(word, _ -> new ArrayList<>()).add(character);
        }
      }
    }
    return index;
  }

  /// Ideographs are named by a number, and control characters would confuse a terminal.
  private static boolean hasOwnName(int character) {
    return Character.isDefined(character)
        && !Character.isISOControl(character)
        && !Character.getName(character).endsWith(" %X".formatted(character));
  }

  /// {@return the characters that have all words of `line` in their names}
  int[] find(String line) {
    List<String> words = words(line);
    return find(words, words.getLast());
  }

  /// As [#find], while `line` is typed: its last word may be the beginning of one.
  int[] findBegun(String line) {
    List<String> words = words(line);
    return find(words, words.getLast() + Character.MAX_VALUE);
  }

  /// The last word may be any from there to `end`.
  private int[] find(List<String> words, String end) {
    BitSet found = named(words.getLast(), end);
    for (String word : words.subList(0, words.size() - 1)) {
      found.and(named(word, word));
    }
    return found.stream().toArray();
  }

  /// {@return the characters named by words between two, both included}
  private BitSet named(String first, String last) {
    BitSet named = new BitSet();
    byWord.subMap(first, true, last, true).values().forEach(each -> each.forEach(named::set));
    return named;
  }

  private static List<String> words(String text) {
    return List.of(text.strip().toUpperCase(Locale.ROOT).split("[\\s-]+"));
  }

  /// {@return how Unicode writes a character down, such as U+265B}
  static String code(int character) {
    return "U+%04X".formatted(character);
  }
}
