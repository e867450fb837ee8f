package org.asyncio4j.http.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.asyncio4j.http.Body;
import org.jspecify.annotations.Nullable;

/// One part of a [Multipart]: a field, or a file. It is read as a body is, before the next part is
/// asked for; [#readAll] takes no more than the server's limit for bodies, however large the limit
/// of the route is.
///
/// Thread rule: on the loop that it came to.
public final class Part implements Body {
  private final Multipart parts;
  private final String name;
  private final @Nullable String filename;
  private final @Nullable String contentType;
  private boolean ended;

  Part(Multipart parts, String name, @Nullable String filename, @Nullable String contentType) {
    this.parts = parts;
    this.name = name;
    this.filename = filename;
    this.contentType = contentType;
  }

  /// {@return the name of the form's field}
  public String name() {
    return name;
  }

  /// {@return what the client calls the file; null for a field that is none. It may be anything: do
  /// not make a path of it}
  public @Nullable String filename() {
    return filename;
  }

  /// {@return the file's content type, as the client says; null for a field that is no file}
  public @Nullable String contentType() {
    return contentType;
  }

  @Override
  public byte @Nullable [] read() throws IOException {
    if (ended) {
      return null;
    }
    byte[] data = parts.read();
    ended = data == null;
    return data;
  }

  @Override
  public byte[] readAll() throws IOException {
    return readAll(parts.maxRead);
  }

  @Override
  public byte[] readAll(long limit) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] data = read(); data != null; data = read()) {
      if (all.size() + data.length > limit) {
        throw Multipart.tooLarge(this, limit);
      }
      all.writeBytes(data);
    }
    return all.toByteArray();
  }

  /// {@return -1: a part does not say}
  @Override
  public long length() {
    return -1;
  }

  void drop() throws IOException {
    while (!ended) {
      read();
    }
  }
}
