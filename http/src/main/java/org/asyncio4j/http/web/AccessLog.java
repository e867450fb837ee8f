package org.asyncio4j.http.web;

import static java.lang.System.Logger.Level.INFO;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Locale;

/// Writes a line for each request. Any thread.
final class AccessLog {
  private static final System.Logger LOG = System.getLogger("org.asyncio4j.http.access");

  private AccessLog() {}

  /// @param bytes of the answer's body
  static void write(Exchange exchange, int status, long bytes, long nanos) {
    if (LOG.isLoggable(INFO)) {
      LOG.log(INFO, line(exchange.request(), status, bytes, nanos));
    }
  }

  private static String line(Request request, int status, long bytes, long nanos) {
    StringBuilder line = new StringBuilder(120);
    SocketAddress remote = request.remote();
    line.append(
        remote instanceof InetSocketAddress address
            ? address.getAddress().getHostAddress()
            : String.valueOf(remote));
    line.append(" \"");
    escape(request.method(), line);
    line.append(' ');
    escape(request.target(), line);
    line.append(' ').append(request.version()).append("\" ");
    line.append(status == 0 ? "-" : Integer.toString(status));
    line.append(' ').append(bytes);
    line.append(String.format(Locale.ROOT, " %.3f ms ", nanos / 1e6));
    return line.append(request.id()).toString();
  }

  /// What could end the line, or the quotes, or be a command for a terminal, becomes visible.
  private static void escape(String text, StringBuilder line) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 0x7f || c == '"' || c == '\\') {
        line.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        line.append(c);
      }
    }
  }
}
