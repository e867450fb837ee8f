package org.asyncio4j.http.web;

import io.netty.handler.codec.DateFormatter;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.asyncio4j.http.Status;
import org.jspecify.annotations.Nullable;

/// What a request makes its answer depend on (RFC 9110, 13).
final class Conditions {
  private Conditions() {}

  /// {@return 412 or 304 when that is the answer for something with this tag and date; 0 when the
  /// request goes on}
  ///
  /// @param tag strong, with its quotes
  /// @param changed in seconds since 1970
  static int check(Request request, String tag, long changed) {
    var headers = request.headers();
    boolean safe = request.method().equals("GET") || request.method().equals("HEAD");
    List<String> match = headers.getAll("if-match");
    if (!match.isEmpty()) {
      if (!names(match, tag, false)) {
        return Status.PRECONDITION_FAILED;
      }
    } else {
      Instant since = date(headers.get("if-unmodified-since"));
      if (since != null && changed > since.getEpochSecond()) {
        return Status.PRECONDITION_FAILED;
      }
    }
    List<String> noneMatch = headers.getAll("if-none-match");
    if (!noneMatch.isEmpty()) {
      if (names(noneMatch, tag, true)) {
        return safe ? Status.NOT_MODIFIED : Status.PRECONDITION_FAILED;
      }
    } else if (safe) {
      Instant since = date(headers.get("if-modified-since"));
      if (since != null && changed <= since.getEpochSecond()) {
        return Status.NOT_MODIFIED;
      }
    }
    return 0;
  }

  /// {@return whether a part is still a part of the same: `If-Range` allows a range}
  static boolean allowsRange(Request request, String tag, long changed) {
    String condition = request.header("if-range");
    if (condition == null) {
      return true;
    }
    if (condition.startsWith("\"") || condition.startsWith("W/")) {
      return condition.equals(tag);
    }
    Instant date = date(condition);
    return date != null && changed == date.getEpochSecond();
  }

  /// Whether lists of tags have this one. A tag has no quote inside, but may have a comma.
  private static boolean names(List<String> lists, String tag, boolean weakly) {
    for (String list : lists) {
      if (list.strip().equals("*")) {
        return true;
      }
      for (int at = list.indexOf(tag); at >= 0; at = list.indexOf(tag, at + 1)) {
        boolean weak = at >= 2 && list.startsWith("W/", at - 2);
        if ((weakly || !weak) && isOpening(list, at)) {
          return true;
        }
      }
    }
    return false;
  }

  /// Whether the quote at `at` opens a tag, and does not close one.
  private static boolean isOpening(String list, int at) {
    return list.substring(0, at).chars().filter(c -> c == '"').count() % 2 == 0;
  }

  private static @Nullable Instant date(@Nullable String value) {
    Date date = value == null ? null : DateFormatter.parseHttpDate(value);
    return date == null ? null : date.toInstant();
  }
}
