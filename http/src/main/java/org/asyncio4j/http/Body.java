package org.asyncio4j.http;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.asyncio4j.net.file.AsyncFile;
import org.jspecify.annotations.Nullable;

/// The body of a request or a response, as it comes. While nobody reads it the other side is held
/// up: no more than some 64 KiB of it are in memory.
///
/// It is read once. Not to be implemented by programs.
///
/// Thread rule: on the loop that it came to.
public interface Body {
  /// Suspends until more of the body has come.
  ///
  /// Cancelling this loses nothing: the next read goes on.
  ///
  /// @return what has come, at least one byte; null at the end
  /// @throws IOException when the body is cut short, is not what its headers say, or is larger than
  ///   allowed
  byte @Nullable [] read() throws IOException;

  /// Suspends until the body has ended.
  ///
  /// @return all of it that nobody has read before
  /// @throws IOException as [#read]; and when there is more than the limit of whoever received it
  ///   says (see there)
  byte[] readAll() throws IOException;

  /// As [#readAll], with another limit.
  ///
  /// @param limit how many bytes are read at the most
  /// @return all of it that nobody has read before
  /// @throws IOException as [#readAll]
  byte[] readAll(long limit) throws IOException;

  /// As [#readAll], as text in UTF-8; what is not UTF-8 becomes U+FFFD.
  ///
  /// @return the text
  /// @throws IOException as [#readAll]
  default String text() throws IOException {
    return text(StandardCharsets.UTF_8);
  }

  /// As [#text()], in another charset.
  ///
  /// @param charset what the bytes mean
  /// @return the text
  /// @throws IOException as [#readAll]
  default String text(Charset charset) throws IOException {
    return new String(readAll(), charset);
  }

  /// Suspends until the rest of the body is in a file, without a limit of its own. When this fails
  /// or is cancelled, the file has what came until then.
  ///
  /// @param file is made, or overwritten
  /// @return the number of bytes
  /// @throws IOException as [#read]; and when the file cannot be written
  default long transferTo(Path file) throws IOException {
    long count = 0;
    try (AsyncFile out =
        AsyncFile.open(
            file,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      for (byte[] chunk = read(); chunk != null; chunk = read()) {
        out.write(chunk);
        count += chunk.length;
      }
    }
    return count;
  }

  /// {@return how many bytes the headers promise; -1 when they do not say}
  long length();
}
