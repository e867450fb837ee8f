package org.asyncio4j.http.web;

import static java.lang.System.Logger.Level.INFO;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Writes a line for each request. Any thread.
final class AccessLog {
  private static final System.Logger LOG = System.getLogger("org.asyncio4j.http.access");

  private AccessLog() {}

  /// @param answer null when none was begun
  static void write(Exchange exchange, @Nullable Answer answer, long nanos) {
    if (LOG.isLoggable(INFO)) {
      Request request = exchange.request();
      StringBuilder line = begun(request.remote());
      escape(request.method(), line);
      line.append(' ');
      escape(request.target(), line);
      line.append(' ').append(request.version());
      String status = answer == null ? "-" : Integer.toString(answer.status());
      end(line, status, answer == null ? 0 : answer.written(), nanos, request.id());
    }
  }

  /// Of what was refused before it was a request: it has no line of its own, and no id.
  static void writeRefused(@Nullable SocketAddress remote, int status, long bytes) {
    if (LOG.isLoggable(INFO)) {
      end(begun(remote).append('-'), Integer.toString(status), bytes, 0, "-");
    }
  }

  private static StringBuilder begun(@Nullable SocketAddress remote) {
    return new StringBuilder(120)
        .append(
            remote instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress()
                : String.valueOf(remote))
        .append(" \"");
  }

  private static void end(StringBuilder line, String status, long bytes, long nanos, String id) {
    line.append("\" ").append(status).append(' ').append(bytes);
    line.append(String.format(Locale.ROOT, " %.3f ms ", nanos / 1e6)).append(id);
    LOG.log(INFO, line.toString());
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
