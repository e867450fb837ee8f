package org.asyncio4j.http.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A part of something, as a `Range` header asks for it (RFC 9110, 14).
///
/// @param from the first byte
/// @param count how many bytes, at least one
record ByteRange(long from, long count) {
  /// More than this nobody needs; who asks for them wants to make work.
  private static final int MOST = 16;

  /// A number with more digits is larger than every file.
  private static final int DIGITS = 18;

  /// {@return the parts that are there, none when they all begin behind the end; null when the
  /// header is none that has to be heard: not of bytes, malformed, of more than 16 parts, or of
  /// parts that overlap so that they are more than the whole}
  ///
  /// @param size of the whole
  static @Nullable List<ByteRange> parse(String header, long size) {
    int equals = header.indexOf('=');
    if (equals < 0
        || !header.substring(0, equals).strip().toLowerCase(Locale.ROOT).equals("bytes")) {
      return null;
    }
    String[] specs = header.substring(equals + 1).split(",", MOST + 1);
    if (specs.length > MOST) {
      return null;
    }
    List<ByteRange> ranges = new ArrayList<>();
    long sum = 0;
    boolean any = false;
    for (String spec : specs) {
      String range = spec.strip();
      if (range.isEmpty()) {
        continue; // a list may have empty elements
      }
      int dash = range.indexOf('-');
      if (dash < 0) {
        return null;
      }
      long first = number(range.substring(0, dash));
      long last = number(range.substring(dash + 1));
      if (first == BAD || last == BAD || (first == NONE && last == NONE)) {
        return null;
      }
      if (first != NONE && last != NONE && last < first) {
        return null;
      }
      any = true;
      long from = first == NONE ? Math.max(0, size - last) : first;
      long to = first == NONE || last == NONE ? size : Math.min(size, last + 1);
      if (from < to) {
        ranges.add(new ByteRange(from, to - from));
        sum += to - from;
      }
    }
    return any && sum <= size ? ranges : null;
  }

  private static final long NONE = -1;
  private static final long BAD = -2;

  private static long number(String digits) {
    if (digits.isEmpty()) {
      return NONE;
    }
    if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return BAD;
    }
    return digits.length() > DIGITS ? Long.MAX_VALUE - 1 : Long.parseLong(digits);
  }

  /// {@return the value of `Content-Range`}
  String of(long size) {
    return "bytes " + from + "-" + (from + count - 1) + "/" + size;
  }
}
