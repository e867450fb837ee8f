package org.asyncio4j.http.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.asyncio4j.http.BodyWriter;
import org.jspecify.annotations.Nullable;

/// A form with files (RFC 7578, `aiohttp.FormData`): its parts are made while they are sent, so a
/// file is never in memory as a whole. Immutable.
public final class MultipartBody {
  private static final SecureRandom RANDOM = new SecureRandom();

  private record Part(String head, RequestBody body) {
    byte[] headBytes() {
      return head.getBytes(UTF_8);
    }
  }

  private final List<Part> parts;

  /// 128 random bits: no part has it inside.
  private final String boundary;

  private MultipartBody(List<Part> parts, String boundary) {
    this.parts = parts;
    this.boundary = boundary;
  }

  /// {@return a form without parts}
  public static MultipartBody create() {
    byte[] random = new byte[16];
    RANDOM.nextBytes(random);
    return new MultipartBody(List.of(), HexFormat.of().formatHex(random));
  }

  /// {@return this form with one more field}
  ///
  /// @param name without control characters
  /// @param value any
  /// @throws IllegalArgumentException when the name has control characters
  public MultipartBody withField(String name, String value) {
    return with(name, null, RequestBody.text(value));
  }

  /// {@return this form with one more file, under its own name, read while it is sent}
  ///
  /// @param name of the field, without control characters
  /// @param file must not change meanwhile
  /// @throws IllegalArgumentException when a name has control characters
  public MultipartBody withFile(String name, Path file) {
    Path last = Objects.requireNonNull(file.getFileName(), "a file has a name");
    return with(name, last.toString(), RequestBody.file(file));
  }

  /// {@return this form with one more file, whatever it is made of}
  ///
  /// @param name of the field, without control characters
  /// @param filename what the server is to call it, without control characters
  /// @param body what it has, and its type
  /// @throws IllegalArgumentException when a name has control characters
  public MultipartBody withFile(String name, String filename, RequestBody body) {
    return with(name, Objects.requireNonNull(filename, "filename"), body);
  }

  private MultipartBody with(String name, @Nullable String filename, RequestBody body) {
    String head =
        "--"
            + boundary
            + "\r\nContent-Disposition: form-data; name=\""
            + quoted(name)
            + (filename == null ? "" : "\"; filename=\"" + quoted(filename))
            + "\"\r\n"
            + (filename == null ? "" : "Content-Type: " + body.contentType + "\r\n")
            + "\r\n";
    List<Part> more = new ArrayList<>(parts);
    more.add(new Part(head, body));
    return new MultipartBody(List.copyOf(more), boundary);
  }

  /// As browsers write it, except that nothing which could end a line is taken at all.
  private static String quoted(String name) {
    if (name.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw new IllegalArgumentException(
          "'"
              + name.replaceAll("\\p{Cntrl}", "?")
              + "' has a control character, which no name in a form can have");
    }
    return name.replace("\"", "%22");
  }

  /// {@return what is sent, as `multipart/form-data`} It can be sent again if all parts can.
  public RequestBody toBody() {
    return RequestBody.made(
        this::write,
        this::length,
        "multipart/form-data; boundary=" + boundary,
        parts.stream().allMatch(part -> part.body().replayable));
  }

  private byte[] end() {
    return ("--" + boundary + "--\r\n").getBytes(UTF_8);
  }

  private long length() throws IOException {
    long length = end().length;
    for (Part part : parts) {
      long body = part.body().length.get();
      if (body < 0) {
        return -1;
      }
      length += part.headBytes().length + body + 2;
    }
    return length;
  }

  private void write(BodyWriter out) throws IOException {
    for (Part part : parts) {
      out.write(part.headBytes());
      byte[] bytes = part.body().bytes;
      if (bytes == null) {
        Objects.requireNonNull(part.body().producer).write(out);
      } else {
        out.write(bytes);
      }
      out.write("\r\n");
    }
    out.write(end());
  }
}
