package org.asyncio4j.http.web;

import io.netty.util.AsciiString;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// Content types by the endings of file names, and what is known of types. Not the system's list,
/// so that a server says the same everywhere.
final class ContentTypes {
  private static final AsciiString UNKNOWN = AsciiString.cached("application/octet-stream");
  private static final Map<String, AsciiString> BY_ENDING = new HashMap<>();

  static {
    add("text/html; charset=utf-8", "html", "htm");
    add("text/css; charset=utf-8", "css");
    add("text/javascript; charset=utf-8", "js", "mjs");
    add("text/plain; charset=utf-8", "txt", "text", "log", "conf");
    add("text/csv; charset=utf-8", "csv");
    add("text/markdown; charset=utf-8", "md");
    add("text/calendar; charset=utf-8", "ics");
    add("text/vtt; charset=utf-8", "vtt");
    add("application/json", "json", "map");
    add("application/ld+json", "jsonld");
    add("application/manifest+json", "webmanifest");
    add("application/geo+json", "geojson");
    add("application/xml", "xml", "xsl");
    add("application/xhtml+xml", "xhtml");
    add("application/rss+xml", "rss");
    add("application/atom+xml", "atom");
    add("application/yaml", "yaml", "yml");
    add("application/toml", "toml");
    add("application/wasm", "wasm");
    add("application/pdf", "pdf");
    add("application/rtf", "rtf");
    add("application/epub+zip", "epub");
    add("application/zip", "zip");
    add("application/gzip", "gz", "tgz");
    add("application/zstd", "zst");
    add("application/x-bzip2", "bz2");
    add("application/x-xz", "xz");
    add("application/x-7z-compressed", "7z");
    add("application/x-tar", "tar");
    add("application/java-archive", "jar");
    add("application/vnd.ms-excel", "xls");
    add("application/vnd.ms-powerpoint", "ppt");
    add("application/msword", "doc");
    String office = "application/vnd.openxmlformats-officedocument.";
    add(office + "spreadsheetml.sheet", "xlsx");
    add(office + "presentationml.presentation", "pptx");
    add(office + "wordprocessingml.document", "docx");
    add("application/vnd.oasis.opendocument.text", "odt");
    add("application/vnd.oasis.opendocument.spreadsheet", "ods");
    add("image/png", "png");
    add("image/jpeg", "jpg", "jpeg");
    add("image/gif", "gif");
    add("image/webp", "webp");
    add("image/avif", "avif");
    add("image/svg+xml", "svg");
    add("image/x-icon", "ico");
    add("image/bmp", "bmp");
    add("image/tiff", "tif", "tiff");
    add("font/woff", "woff");
    add("font/woff2", "woff2");
    add("font/ttf", "ttf");
    add("font/otf", "otf");
    add("audio/mpeg", "mp3");
    add("audio/ogg", "ogg", "oga", "opus");
    add("audio/wav", "wav");
    add("audio/flac", "flac");
    add("audio/mp4", "m4a");
    add("video/mp4", "mp4", "m4v");
    add("video/webm", "webm");
    add("video/ogg", "ogv");
    add("video/quicktime", "mov");
    add("video/x-matroska", "mkv");
    add("application/vnd.apple.mpegurl", "m3u8");
    add("video/mp2t", "ts");
  }

  private ContentTypes() {}

  private static void add(String type, String... endings) {
    for (String ending : endings) {
      BY_ENDING.put(ending, AsciiString.cached(type));
    }
  }

  /// {@return the type that goes with a file's name}
  static AsciiString of(Path file) {
    Path last = file.getFileName();
    String name = last == null ? "" : last.toString();
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return BY_ENDING.getOrDefault(ending, UNKNOWN);
  }

  /// {@return whether bodies of a type become smaller when they are compressed}
  static boolean isCompressible(CharSequence contentType) {
    String type = contentType.toString();
    int end = type.indexOf(';');
    type = (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    return type.startsWith("text/")
        || type.endsWith("+json")
        || type.endsWith("+xml")
        || switch (type) {
          case "application/json",
              "application/javascript",
              "application/xml",
              "application/x-ndjson",
              "application/yaml",
              "application/toml",
              "application/wasm",
              "application/rtf",
              "application/graphql",
              "image/bmp",
              "image/x-icon",
              "font/ttf",
              "font/otf" ->
              true;
          default -> false;
        };
  }
}
