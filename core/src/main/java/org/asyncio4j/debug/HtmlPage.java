package org.asyncio4j.debug;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// Writes a recording as one HTML file that needs nothing else: the template, with its styles,
/// scripts and data put in.
final class HtmlPage {
  /// In the order in which they need each other.
  private static final List<String> SCRIPTS =
      List.of(
          "units.js",
          "recording.js",
          "viewport.js",
          "ruler.js",
          "chart.js",
          "details.js",
          "page.js");

  /// How many bytes of spans are encoded at once: a multiple of 3, so that the pieces fit together.
  private static final int PIECE = 3 << 14;

  private final Writer out;
  private final Recording recording;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final SpanStream spans = new SpanStream(bytes);

  private HtmlPage(Writer out, Recording recording) {
    this.out = out;
    this.recording = recording;
  }

  static void write(Writer out, Recording recording) throws IOException {
    try {
      new HtmlPage(out, recording).write();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void write() throws IOException {
    String[] parts = resource("timeline.html").split("\\{\\{|}}", -1);
    for (int i = 0; i < parts.length; i++) {
      if (i % 2 == 0) {
        out.write(parts[i]);
      } else {
        fill(parts[i]);
      }
    }
  }

  private void fill(String place) throws IOException {
    switch (place) {
      case "styles" -> out.write(resource("timeline.css"));
      case "scripts" -> {
        for (String script : SCRIPTS) {
          out.write(resource(script));
        }
      }
      case "data" -> writeData();
      default -> throw new AssertionError(place);
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("the library is incomplete: its jar has no " + name);
      }
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  // --- the data ---

  private void writeData() throws IOException {
    out.write("{\"title\":");
    Json.quote(out, recording.title());
    out.write(",\"began\":" + recording.began().toEpochMilli());
    out.write(",\"droppedLoops\":" + recording.droppedLoops());
    out.write(",\n\"loops\":[");
    String comma = "";
    for (Recording.Loop loop : recording.loops()) {
      out.write(comma);
      writeLanes(loop);
      comma = ",\n";
    }
    out.write("],\n\"spans\":\"");
    writeSpans();
    out.write("\",\n\"names\":[");
    comma = "";
    for (String name : spans.names()) {
      out.write(comma);
      Json.quote(out, name);
      comma = ",";
    }
    out.write("]}");
  }

  private void writeLanes(Recording.Loop loop) throws IOException {
    spans.addLanes(loop);
    out.write("{\"name\":");
    Json.quote(out, loop.name());
    out.write(",\"end\":" + loop.end() + ",\"dropped\":" + loop.events().dropped());
    out.write(",\"tasks\":[");
    String comma = "";
    for (TaskRecord task : loop.tasks()) {
      out.write(comma + "[" + spans.lane(task.parent()) + "," + task.end().code + ",");
      Json.quote(out, task.name());
      out.write("]");
      comma = ",\n";
    }
    out.write("]}");
  }

  private void writeSpans() throws IOException {
    int lane = 0;
    for (Recording.Loop loop : recording.loops()) {
      int loopLane = lane;
      loop.read(span -> {
        spans.add(loop, loopLane, span);
        if (bytes.size() >= PIECE) {
          writePiece(PIECE);
        }
      });
      lane += 1 + loop.tasks().size();
    }
    writePiece(bytes.size());
  }

  private void writePiece(int size) {
    byte[] all = bytes.toByteArray();
    bytes.reset();
    byte[] piece = Arrays.copyOf(all, size);
    bytes.write(all, size, all.length - size);
    try {
      out.write(Base64.getEncoder().encodeToString(piece));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
