package org.asyncio4j.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// JSON by Jackson (`jackson-databind`), which has to be on the program's path: records, beans,
/// collections, `JsonNode`.
public final class Json {
  private static final String MISSING =
      "JSON needs Jackson: add com.fasterxml.jackson.core:jackson-databind to the program";

  private Json() {}

  /// Jackson is found when JSON is first used, and not before.
  private static final class Mapper {
    /// A member of JSON that is named a hundred thousand times is somebody's attack; values nest
    /// 200 deep at the most.
    static final JsonMapper JSON =
        JsonMapper.builder(
                com.fasterxml.jackson.core.JsonFactory.builder()
                    // the JVM's table of strings looks at all with the same hash code, one by one
                    .disable(com.fasterxml.jackson.core.JsonFactory.Feature.INTERN_FIELD_NAMES)
                    // not one for each thread: a task's thread is new, and so would its buffers be
                    .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
                    .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(200).build())
                    .build())
            .findAndAddModules()
            .build();

    static byte[] encode(@Nullable Object value) {
      try {
        return JSON.writeValueAsBytes(value);
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException(
            "a "
                + (value == null ? "null" : value.getClass().getName())
                + " cannot be written as JSON: "
                + e.getOriginalMessage(),
            e);
      }
    }

    static <T> T decode(byte[] json, Class<T> type) throws IOException {
      try {
        T value = JSON.readValue(json, type);
        if (value == null) {
          throw new IOException("the JSON is null where a " + type.getName() + " was expected");
        }
        return value;
      } catch (JsonProcessingException e) {
        throw new IOException("not the JSON of a " + type.getSimpleName() + ": " + where(e), e);
      }
    }

    private static String where(JsonProcessingException e) {
      return e.getLocation() == null
          ? e.getOriginalMessage()
          : e.getOriginalMessage()
              + " (line "
              + e.getLocation().getLineNr()
              + ", column "
              + e.getLocation().getColumnNr()
              + ")";
    }
  }

  /// {@return a value as JSON, in UTF-8}
  ///
  /// @param value a record, bean, collection, `JsonNode`, or null
  /// @throws IllegalArgumentException when it cannot be written as JSON
  /// @throws IllegalStateException when Jackson is missing
  public static byte[] encode(@Nullable Object value) {
    mapper(); // says when it is missing
    return Mapper.encode(value);
  }

  /// {@return the value that JSON stands for}
  ///
  /// @param <T> the value's type
  /// @param json in UTF-8
  /// @param type the value's class
  /// @throws IOException when `json` is none, or is not of this type; the message says where
  /// @throws IllegalStateException when Jackson is missing
  public static <T> T decode(byte[] json, Class<T> type) throws IOException {
    Objects.requireNonNull(type, "type");
    mapper();
    return Mapper.decode(json, type);
  }

  /// {@return JSON as a tree}
  ///
  /// @param json in UTF-8
  /// @throws IOException when `json` is none
  /// @throws IllegalStateException when Jackson is missing
  public static JsonNode decode(byte[] json) throws IOException {
    return decode(json, JsonNode.class);
  }

  /// {@return the mapper that is used, for settings beyond these}
  ///
  /// @throws IllegalStateException when Jackson is missing
  public static JsonMapper mapper() {
    try {
      return Mapper.JSON;
    } catch (NoClassDefFoundError e) {
      throw new IllegalStateException(MISSING, e);
    }
  }
}
