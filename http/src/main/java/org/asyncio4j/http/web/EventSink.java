package org.asyncio4j.http.web;

import java.io.IOException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Task;
import org.asyncio4j.http.BodyWriter;
import org.asyncio4j.sync.Lock;
import org.jspecify.annotations.Nullable;

/// Where server-sent events go (the WHATWG's HTML standard, 9.2); see [Response#events].
///
/// Thread rule: on the loop of the request; several tasks may send.
public final class EventSink {
  static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

  private final BodyWriter out;
  private final Lock turn = Lock.create();

  /// Whether something was sent since the heart last beat.
  private boolean active;

  private EventSink(BodyWriter out) {
    this.out = out;
  }

  /// Suspends until all events are sent.
  static void run(BodyWriter out, Duration heartbeat, Response.Events events) throws Exception {
    EventSink sink = new EventSink(out);
    Task<?> heart = Asyncio.createTask("heartbeat of events", () -> sink.beat(heartbeat));
    try {
      events.sendTo(sink);
    } finally {
      heart.cancel();
    }
  }

  private void beat(Duration interval) throws IOException {
    while (true) {
      active = false;
      Asyncio.sleep(interval);
      if (!active && !turn.locked()) {
        try {
          write(":\n\n");
        } catch (IOException e) {
          return; // the client has gone, and the sender is told
        }
      }
    }
  }

  /// Sends a message: an event without a name. Suspends while the client takes less than is sent.
  ///
  /// @param data its text; may have several lines
  /// @throws IOException when the client has gone
  public void send(String data) throws IOException {
    send(null, null, data);
  }

  /// As [#send(String)], with a name.
  ///
  /// @param event its name: scripts listen for it; null for `message`
  /// @param data its text; may have several lines
  /// @throws IOException when the client has gone
  public void send(@Nullable String event, String data) throws IOException {
    send(event, null, data);
  }

  /// As [#send(String, String)], with an identity, which the client gives back in `Last-Event-ID`
  /// when it connects again.
  ///
  /// @param event its name; null for `message`
  /// @param id which one it is; empty to have the client forget the last one; null to say nothing
  /// @param data its text; may have several lines
  /// @throws IOException when the client has gone
  /// @throws IllegalArgumentException when the name or the identity has a line end or a NUL
  public void send(@Nullable String event, @Nullable String id, String data) throws IOException {
    StringBuilder text = new StringBuilder();
    if (event != null) {
      field(text, "event", event);
    }
    if (id != null) {
      field(text, "id", id);
    }
    for (String line : LINE_END.split(data, -1)) {
      text.append("data: ").append(line).append('\n');
    }
    write(text.append('\n').toString());
  }

  /// Sends something that clients pass over. Suspends as [#send(String)].
  ///
  /// @param text for whoever looks at the stream; may have several lines
  /// @throws IOException when the client has gone
  public void comment(String text) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String line : LINE_END.split(text, -1)) {
      lines.append(": ").append(line).append('\n');
    }
    write(lines.append('\n').toString());
  }

  /// Says how long the client waits before it connects again after a loss. Suspends as
  /// [#send(String)].
  ///
  /// @param time in whole milliseconds
  /// @throws IOException when the client has gone
  public void retry(Duration time) throws IOException {
    if (time.isNegative()) {
      throw new IllegalArgumentException("nobody can wait for " + time);
    }
    write("retry: " + time.toMillis() + "\n\n");
  }

  private static void field(StringBuilder text, String name, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\r' || c == '\n' || c == 0) {
        throw new IllegalArgumentException(
            "the "
                + name
                + " of an event is one line, but there is U+%04X at index %d"
                    .formatted((int) c, i));
      }
    }
    text.append(name).append(": ").append(value).append('\n');
  }

  private void write(String text) throws IOException {
    active = true;
    turn.acquire();
    try {
      out.write(text);
    } finally {
      turn.release();
    }
  }
}
