package org.asyncio4j.http.web;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.handler.codec.DateFormatter;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.asyncio4j.http.BodyWriter;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.Status;

/// A file as an answer. It is opened when it is sent; what is answered depends on the file and on
/// the request's conditions and ranges.
///
/// @param path which file
/// @param options how it is opened
record SentFile(Path path, Set<? extends OpenOption> options) implements ResponseBody.LateBody {
  /// How much is given to the system at a time; a client has the write timeout to take it.
  private static final int PIECE = 128 * 1024;

  /// How much is read at a time where the system does not send it.
  private static final int COPIED_PIECE = 64 * 1024;

  SentFile(Path path) {
    this(path, Set.of(StandardOpenOption.READ));
  }

  @Override
  public void send(Request request, Response response, ResponseBody.Sending sending)
      throws Exception {
    OpenFile file;
    try {
      file = OpenFile.open(path, options);
    } catch (IOException e) {
      sending.send(notOpened(request, e));
      return;
    }
    try (file) {
      sending.send(answer(request, response, file));
    }
  }

  private static Response notOpened(Request request, IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return Failures.response(Status.NOT_FOUND, "there is nothing at " + request.path());
    }
    if (failure instanceof AccessDeniedException) {
      return Failures.response(Status.FORBIDDEN, request.path() + " cannot be read");
    }
    Failures.report(request.exchange(), failure);
    return Failures.unexpected(request.exchange(), failure);
  }

  // --- what is answered ---

  private static Response answer(Request request, Response response, OpenFile file) {
    Response whole = response.withBody(body(file, List.of(new ByteRange(0, file.size)), file.size));
    if (response.status() != Status.OK) { // a page for an error, say: no conditions apply
      return whole;
    }
    Headers headers = response.headers();
    String tag = headers.get("etag");
    if (tag == null) {
      String encoding = headers.get("content-encoding");
      tag = '"' + file.tag() + (encoding == null ? "" : "-" + encoding) + '"';
      headers.set("etag", tag);
    }
    headers.set(
        "last-modified",
        DateFormatter.format(Date.from(Instant.ofEpochSecond(file.changedSecond))));
    headers.set("accept-ranges", "bytes");
    int condition = Conditions.check(request, tag, file.changedSecond);
    if (condition != 0) {
      return Response.of(condition).withHeaders(headers);
    }
    String range = request.header("range");
    if (range == null
        || !request.method().equals("GET")
        || !Conditions.allowsRange(request, tag, file.changedSecond)) {
      return whole.withHeaders(headers);
    }
    List<ByteRange> ranges = ByteRange.parse(range, file.size);
    if (ranges == null) {
      return whole.withHeaders(headers);
    }
    return switch (ranges.size()) {
      case 0 ->
          Failures.response(
                  Status.RANGE_NOT_SATISFIABLE, "there are " + file.size + " bytes, not " + range)
              .withHeader("content-range", "bytes */" + file.size);
      case 1 ->
          response
              .withStatus(Status.PARTIAL_CONTENT)
              .withHeaders(headers.set("content-range", ranges.getFirst().of(file.size)))
              .withBody(body(file, ranges, ranges.getFirst().count()));
      default -> parts(response, file, ranges).withHeaders(headers);
    };
  }

  private static ResponseBody body(OpenFile file, List<ByteRange> ranges, long length) {
    ByteRange range = ranges.getFirst();
    return new ResponseBody.Written(out -> write(out, file, range), length);
  }

  /// Several parts in one body (RFC 9110, 14.6).
  private static Response parts(Response response, OpenFile file, List<ByteRange> ranges) {
    String boundary = UUID.randomUUID().toString();
    List<byte[]> heads = new ArrayList<>();
    byte[] end = ("\r\n--" + boundary + "--\r\n").getBytes(US_ASCII);
    long length = end.length;
    for (ByteRange range : ranges) {
      String head =
          "\r\n--"
              + boundary
              + "\r\nContent-Type: "
              + response.header("content-type")
              + "\r\nContent-Range: "
              + range.of(file.size)
              + "\r\n\r\n";
      heads.add(head.getBytes(US_ASCII));
      length += heads.getLast().length + range.count();
    }
    ResponseBody.StreamedBody content =
        out -> {
          for (int i = 0; i < heads.size(); i++) {
            out.write(heads.get(i));
            write(out, file, ranges.get(i));
          }
          out.write(end);
        };
    return response
        .withStatus(Status.PARTIAL_CONTENT)
        .withContentType("multipart/byteranges; boundary=" + boundary)
        .withBody(new ResponseBody.Written(content, length));
  }

  // --- the file on its way ---

  private static void write(BodyWriter out, OpenFile file, ByteRange range) throws IOException {
    long position = range.from();
    long end = position + range.count();
    boolean natively = out instanceof Answer answer && answer.hasSendfile(file.channel());
    while (position < end) {
      int count = (int) Math.min(natively ? PIECE : COPIED_PIECE, end - position);
      if (natively) {
        ((Answer) out).sendfile(file.channel(), position, count);
      } else {
        out.write(file.read(position, count));
      }
      position += count;
    }
  }
}
