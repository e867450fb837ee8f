package org.asyncio4j.http.wire;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.compression.Brotli;
import io.netty.handler.codec.compression.BrotliDecompressor;
import io.netty.handler.codec.compression.Decompressor;
import io.netty.handler.codec.compression.JdkZlibDecompressor;
import io.netty.handler.codec.compression.ZlibWrapper;
import io.netty.handler.codec.compression.Zstd;
import io.netty.handler.codec.compression.ZstdDecompressor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How a body is compressed (RFC 9110, 8.4.1).
enum ContentCoding {
  GZIP,
  DEFLATE,
  BR,
  ZSTD;

  /// How much comes out in one piece at the most.
  private static final int PIECE = 64 * 1024;

  /// The window of a body in zstd is at most 8 MiB (RFC 9659).
  private static final int ZSTD_WINDOW_LOG = 23;

  /// {@return the one of this name; null when there is none or its library is missing}
  static @Nullable ContentCoding of(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "gzip", "x-gzip" -> GZIP;
      case "deflate" -> DEFLATE;
      case "br" -> Brotli.isAvailable() ? BR : null;
      case "zstd" -> Zstd.isAvailable() ? ZSTD : null;
      default -> null;
    };
  }

  Decompressor decompressor(ByteBufAllocator allocator) {
    return switch (this) {
      case GZIP ->
          JdkZlibDecompressor.builder()
              .wrapper(ZlibWrapper.GZIP)
              .decompressConcatenated(true)
              .maxAllocation(PIECE)
              .build(allocator);
      case DEFLATE -> // many send it without the zlib header that it should have
          JdkZlibDecompressor.builder()
              .wrapper(ZlibWrapper.ZLIB_OR_NONE)
              .maxAllocation(PIECE)
              .build(allocator);
      case BR -> BrotliDecompressor.builder().maxOutputChunkSize(PIECE).build(allocator);
      case ZSTD -> ZstdDecompressor.builder().maxWindowLog(ZSTD_WINDOW_LOG).build(allocator);
    };
  }
}
