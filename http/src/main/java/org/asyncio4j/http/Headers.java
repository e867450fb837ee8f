package org.asyncio4j.http;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.asyncio4j.http.wire.HeadersAccess;
import org.jspecify.annotations.Nullable;

/// The header fields of a message, or its trailers: values by name, in their order, several to a
/// name if need be. Names are the same whatever their case.
///
/// Names and values are checked when they are put in, so that nothing in them can become a line of
/// its own (RFC 9110, 5.5): a value with CR, LF, NUL or another control character is refused, and
/// so is a name that is no token. What was received is read-only.
///
/// Not for several threads at once.
public final class Headers implements Iterable<Map.Entry<String, String>> {
  static {
    HeadersAccess.open(new HeadersAccess(Headers::new, headers -> headers.fields));
  }

  private final HttpHeaders fields;
  private final boolean readOnly;

  private Headers(HttpHeaders fields, boolean readOnly) {
    this.fields = fields;
    this.readOnly = readOnly;
  }

  /// {@return headers to put something in}
  public static Headers create() {
    return new Headers(new DefaultHttpHeaders(), false);
  }

  /// {@return headers with what is given, to put more in}
  ///
  /// @param namesAndValues a name, its value, the next name ...
  /// @throws IllegalArgumentException when one is not allowed, or the last name has no value
  public static Headers of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException(
          "each name needs a value, but the last of "
              + namesAndValues.length
              + " strings is the name '"
              + namesAndValues[namesAndValues.length - 1]
              + "'");
    }
    Headers headers = create();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return headers;
  }

  // --- reading ---

  /// {@return the first value; null when there is none}
  ///
  /// @param name in any case
  public @Nullable String get(String name) {
    return fields.get(name);
  }

  /// {@return all values, in their order}
  ///
  /// @param name in any case
  public List<String> getAll(String name) {
    return fields.getAll(name);
  }

  /// {@return whether there is a value}
  ///
  /// @param name in any case
  public boolean contains(String name) {
    return fields.contains(name);
  }

  /// {@return whether one of the values, which are lists of words with commas between them, has
  /// this one, in any case}
  ///
  /// @param name in any case
  /// @param word such as `close` in `Connection: close, te`
  public boolean containsWord(String name, String word) {
    return fields.containsValue(name, word, true);
  }

  /// {@return the names, each once, as they were given}
  public Set<String> names() {
    return fields.names();
  }

  /// {@return how many values there are in all}
  public int size() {
    return fields.size();
  }

  /// {@return whether there are none}
  public boolean isEmpty() {
    return fields.isEmpty();
  }

  @Override
  public Iterator<Map.Entry<String, String>> iterator() {
    return fields.iteratorAsString();
  }

  // --- putting in ---

  /// Puts a value in the place of all there are.
  ///
  /// @param name a token
  /// @param value without control characters
  /// @return this
  /// @throws IllegalArgumentException when one is not allowed
  /// @throws UnsupportedOperationException when these were received
  public Headers set(String name, String value) {
    check(name, value);
    fields.set(name, value);
    return this;
  }

  /// Adds a value to those there are.
  ///
  /// @param name a token
  /// @param value without control characters
  /// @return this
  /// @throws IllegalArgumentException when one is not allowed
  /// @throws UnsupportedOperationException when these were received
  public Headers add(String name, String value) {
    check(name, value);
    fields.add(name, value);
    return this;
  }

  /// Takes all values away.
  ///
  /// @param name in any case
  /// @return this
  /// @throws UnsupportedOperationException when these were received
  public Headers remove(String name) {
    checkWritable();
    fields.remove(name);
    return this;
  }

  /// Puts in all of another's values; a name's values here are replaced.
  ///
  /// @param others from where
  /// @return this
  /// @throws UnsupportedOperationException when these were received
  public Headers setAll(Headers others) {
    checkWritable();
    fields.setAll(others.fields);
    return this;
  }

  /// {@return a copy, which can be changed}
  public Headers copy() {
    return new Headers(fields.copy(), false);
  }

  private void check(String name, String value) {
    checkWritable();
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(value, "value");
    if (!isToken(name)) {
      throw new IllegalArgumentException(
          "'" + visible(name) + "' cannot be the name of a header: use letters, digits and '-'");
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
        throw new IllegalArgumentException(
            "the value '"
                + visible(value)
                + "' of header "
                + name
                + " has a character that a header cannot carry: U+%04X at index %d"
                    .formatted((int) c, i));
      }
    }
  }

  private void checkWritable() {
    if (readOnly) {
      throw new UnsupportedOperationException(
          "these headers were received and are read-only: change a copy()");
    }
  }

  private static boolean isToken(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letter && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  private static String visible(String text) {
    StringBuilder visible = new StringBuilder();
    text.chars()
        .limit(200)
        .forEach(c -> {
          if (c < ' ' || c >= 0x7f) {
            visible.append("\\u%04x".formatted(c));
          } else {
            visible.append((char) c);
          }
        });
    return visible.toString();
  }

  // --- as a value ---

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Headers that && fields.equals(that.fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  /// {@return the lines, without values that are secrets}
  @Override
  public String toString() {
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, String> field : this) {
      lines.add(
          field.getKey() + ": " + (isSecret(field.getKey()) ? "..." : visible(field.getValue())));
    }
    return lines.toString();
  }

  private static boolean isSecret(String name) {
    return name.equalsIgnoreCase("authorization")
        || name.equalsIgnoreCase("proxy-authorization")
        || name.equalsIgnoreCase("cookie")
        || name.equalsIgnoreCase("set-cookie");
  }
}
