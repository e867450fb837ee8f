package org.asyncio4j.http;

import java.util.function.Consumer;

/// How long the head of a message may be, and what goes around its chunks. Who receives more stops
/// reading at once: a server answers 414 or 431. Immutable.
///
/// Also how far a compressed body may grow. How long bodies may be else is for their readers to
/// say.
public final class HttpLimits {
  /// What holds where nothing else is said.
  public static final HttpLimits DEFAULT = new HttpLimits();

  private int uriLength = 8 * 1024;
  private int headerLineLength = 8 * 1024;
  private int headersLength = 64 * 1024;
  private int headerCount = 100;
  private int chunkExtensionsLength = 16 * 1024;
  private long decompressedLength = 256L * 1024 * 1024;
  private int decompressionRatio = 200;

  private HttpLimits() {}

  private HttpLimits with(Consumer<HttpLimits> change) {
    HttpLimits made = new HttpLimits();
    made.uriLength = uriLength;
    made.headerLineLength = headerLineLength;
    made.headersLength = headersLength;
    made.headerCount = headerCount;
    made.chunkExtensionsLength = chunkExtensionsLength;
    made.decompressedLength = decompressedLength;
    made.decompressionRatio = decompressionRatio;
    change.accept(made);
    return made;
  }

  /// {@return how long the target of a request may be, in bytes}
  public int uriLength() {
    return uriLength;
  }

  /// {@return these limits with another for the target of a request}
  ///
  /// @param bytes how many at the most, 1 or more; 8 KiB at first
  public HttpLimits withUriLength(int bytes) {
    return with(made -> made.uriLength = checked(bytes));
  }

  /// {@return how long a header's line may be, in bytes; a status line too}
  public int headerLineLength() {
    return headerLineLength;
  }

  /// {@return these limits with another for a header's line}
  ///
  /// @param bytes how many at the most, 1 or more; 8 KiB at first
  public HttpLimits withHeaderLineLength(int bytes) {
    return with(made -> made.headerLineLength = checked(bytes));
  }

  /// {@return how long all headers may be together, in bytes; and all trailers}
  public int headersLength() {
    return headersLength;
  }

  /// {@return these limits with another for all headers together}
  ///
  /// @param bytes how many at the most, 1 or more; 64 KiB at first
  public HttpLimits withHeadersLength(int bytes) {
    return with(made -> made.headersLength = checked(bytes));
  }

  /// {@return how many headers a message may have; and how many trailers}
  public int headerCount() {
    return headerCount;
  }

  /// {@return these limits with another for the number of headers}
  ///
  /// @param count how many at the most, 1 or more; 100 at first
  public HttpLimits withHeaderCount(int count) {
    return with(made -> made.headerCount = checked(count));
  }

  /// {@return how long the extensions of all chunks of a body may be together, in bytes}
  public int chunkExtensionsLength() {
    return chunkExtensionsLength;
  }

  /// {@return these limits with another for the extensions of chunks}
  ///
  /// @param bytes how many at the most, 1 or more; 16 KiB at first
  public HttpLimits withChunkExtensionsLength(int bytes) {
    return with(made -> made.chunkExtensionsLength = checked(bytes));
  }

  /// {@return how long a body may be when it is decompressed, in bytes}
  public long decompressedLength() {
    return decompressedLength;
  }

  /// {@return these limits with another for decompressed bodies}
  ///
  /// @param bytes how many at the most, 1 or more; 256 MiB at first
  public HttpLimits withDecompressedLength(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("a limit cannot be " + bytes + ": give 1 or more");
    }
    return with(made -> made.decompressedLength = bytes);
  }

  /// {@return how many times longer than before a body may be when it is decompressed; its first
  /// MiB may be longer}
  public int decompressionRatio() {
    return decompressionRatio;
  }

  /// {@return these limits with another for how far a body grows}
  ///
  /// @param ratio how many times at the most, 1 or more; 200 at first
  public HttpLimits withDecompressionRatio(int ratio) {
    return with(made -> made.decompressionRatio = checked(ratio));
  }

  /// What is larger would be no limit, and sums of it could overflow.
  private static int checked(int limit) {
    if (limit < 1 || limit > 1 << 28) {
      throw new IllegalArgumentException("a limit cannot be " + limit + ": give 1 to 268435456");
    }
    return limit;
  }
}
