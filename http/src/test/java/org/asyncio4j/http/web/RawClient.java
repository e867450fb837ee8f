package org.asyncio4j.http.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A client that says exactly what a test has it say, and takes answers apart without a library.
/// Blocks; reading fails after 20 s without a byte.
public final class RawClient implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  public RawClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(20_000);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /// An answer. `body` is without its framing.
  public static final class Reply {
    private final int status;
    private final String line;
    private final Map<String, List<String>> headers;
    private final byte[] body;

    private Reply(int status, String line, Map<String, List<String>> headers, byte[] body) {
      this.status = status;
      this.line = line;
      this.headers = headers;
      this.body = body;
    }

    public int status() {
      return status;
    }

    public String line() {
      return line;
    }

    public Map<String, List<String>> headers() {
      return headers;
    }

    public byte[] body() {
      return body;
    }

    /// The first value of a header.
    public @Nullable String header(String name) {
      List<String> values = headers.get(name);
      return values == null ? null : values.getFirst();
    }

    public String text() {
      return new String(body, UTF_8);
    }
  }

  public Socket socket() {
    return socket;
  }

  /// Sends `text` as it is, one byte a character.
  public RawClient send(String text) throws IOException {
    return send(text.getBytes(ISO_8859_1));
  }

  public RawClient send(byte[] data) throws IOException {
    socket.getOutputStream().write(data);
    socket.getOutputStream().flush();
    return this;
  }

  public Reply ask(String request) throws IOException {
    return send(request).read();
  }

  /// Reads one answer to anything but HEAD.
  public Reply read() throws IOException {
    return read(true);
  }

  /// Reads one answer that has no body, whatever its headers say.
  public Reply readHead() throws IOException {
    return read(false);
  }

  private Reply read(boolean hasBody) throws IOException {
    String line = readLine();
    int status = Integer.parseInt(line.split(" ", 3)[1]);
    Map<String, List<String>> headers = readHeaders();
    boolean bodiless = !hasBody || status < 200 || status == 204 || status == 304;
    return new Reply(status, line, headers, bodiless ? new byte[0] : readBody(headers));
  }

  private Map<String, List<String>> readHeaders() throws IOException {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      int colon = line.indexOf(':');
      headers
          .computeIfAbsent(line.substring(0, colon), _ -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    return headers;
  }

  private byte[] readBody(Map<String, List<String>> headers) throws IOException {
    List<String> encoding = headers.get("transfer-encoding");
    List<String> length = headers.get("content-length");
    if (encoding != null && encoding.getLast().toLowerCase(Locale.ROOT).equals("chunked")) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      for (byte[] chunk = readChunk(); chunk.length > 0; chunk = readChunk()) {
        body.writeBytes(chunk);
      }
      return body.toByteArray();
    }
    return length == null ? readToEnd() : readExactly(Integer.parseInt(length.getFirst()));
  }

  /// Reads one chunk of a chunked body; an empty one is its end.
  public byte[] readChunk() throws IOException {
    int size = Integer.parseInt(readLine(), 16);
    byte[] chunk = readExactly(size);
    if (!readLine().isEmpty()) {
      throw new IOException("no empty line follows a chunk of " + size + " bytes");
    }
    return chunk;
  }

  public byte[] readExactly(int count) throws IOException {
    byte[] data = in.readNBytes(count);
    if (data.length < count) {
      throw new EOFException("the connection has ended after " + data.length + " of " + count);
    }
    return data;
  }

  /// Reads a line, without its CR LF.
  public String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the connection has ended after '" + line.toString(UTF_8) + "'");
      }
      line.write(b);
    }
    String text = line.toString(UTF_8);
    if (!text.endsWith("\r")) {
      throw new IOException("a line ends without CR: " + text);
    }
    return text.substring(0, text.length() - 1);
  }

  /// Reads all that comes until the server closes the connection.
  public byte[] readToEnd() throws IOException {
    return in.readAllBytes();
  }

  /// Whether the server has closed the connection and nothing more came. Waits for that.
  public boolean isEnded() throws IOException {
    return in.read() < 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
