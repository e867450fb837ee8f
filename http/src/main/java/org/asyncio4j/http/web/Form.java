package org.asyncio4j.http.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The fields of a form that a browser has sent as `application/x-www-form-urlencoded`, or of a
/// query. Read-only.
public final class Form {
  /// More are refused.
  static final int MAX_FIELDS = 1_000;

  private final Map<String, List<String>> fields;

  private Form(Map<String, List<String>> fields) {
    this.fields = fields;
  }

  /// {@return what `encoded` says}
  ///
  /// @throws HttpException.BadRequest when it is not encoded right, or has too many fields
  static Form decode(String encoded, String what) {
    if (encoded.chars().filter(c -> c == '&').count() >= MAX_FIELDS) {
      throw new HttpException.BadRequest(
          "the " + what + " has more than " + MAX_FIELDS + " fields");
    }
    try {
      return new Form(new QueryStringDecoder(encoded, UTF_8, false, MAX_FIELDS, true).parameters());
    } catch (IllegalArgumentException e) {
      throw new HttpException.BadRequest("the " + what + " is not encoded right: " + e.getMessage())
          .because(e);
    }
  }

  /// {@return the first value of a field; null when there is none}
  ///
  /// @param name the field's
  public @Nullable String get(String name) {
    List<String> values = fields.get(name);
    return values == null ? null : values.getFirst();
  }

  /// {@return the first value of a field, or another when there is none}
  ///
  /// @param name the field's
  /// @param otherwise what to return then
  public String get(String name, String otherwise) {
    String value = get(name);
    return value == null ? otherwise : value;
  }

  /// {@return all values by name, in their order}
  public Map<String, List<String>> all() {
    return fields;
  }
}
