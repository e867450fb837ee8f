package org.asyncio4j.http.websocket;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What a [WebSocket] allows and does by itself. Immutable.
public final class WebSocketOptions {
  /// What holds where nothing else is said.
  public static final WebSocketOptions DEFAULT = new WebSocketOptions();

  private int maxMessageSize = 1024 * 1024;
  private int receiveQueueSize = 64 * 1024;
  private int maxPingsPerSecond = 100;
  private Duration heartbeat = Duration.ofSeconds(30);
  private Duration closeTimeout = Duration.ofSeconds(10);
  private boolean compression = true;
  private List<String> subprotocols = List.of();
  private @Nullable Predicate<String> allowedOrigins;

  private WebSocketOptions() {}

  private WebSocketOptions with(Consumer<WebSocketOptions> change) {
    WebSocketOptions made = new WebSocketOptions();
    made.maxMessageSize = maxMessageSize;
    made.receiveQueueSize = receiveQueueSize;
    made.maxPingsPerSecond = maxPingsPerSecond;
    made.heartbeat = heartbeat;
    made.closeTimeout = closeTimeout;
    made.compression = compression;
    made.subprotocols = subprotocols;
    made.allowedOrigins = allowedOrigins;
    change.accept(made);
    return made;
  }

  /// {@return how large a message may be that is received, in bytes, decompressed}
  public int maxMessageSize() {
    return maxMessageSize;
  }

  /// {@return these options with another limit for messages that are received}
  ///
  /// @param bytes 1 or more, decompressed; 1 MiB at first. A larger message closes the WebSocket
  ///   with 1009, before there is memory for it
  public WebSocketOptions withMaxMessageSize(int bytes) {
    int size = positive(bytes, "maxMessageSize");
    return with(made -> made.maxMessageSize = size);
  }

  /// {@return from how many bytes of messages on that nobody has received the other side is held
  /// up}
  public int receiveQueueSize() {
    return receiveQueueSize;
  }

  /// {@return these options with another size of the queue of messages that nobody has received}
  ///
  /// @param bytes 1 or more; 64 KiB at first. When more has come, nothing is read from the
  ///   connection until some was received, so pings are not answered then either
  public WebSocketOptions withReceiveQueueSize(int bytes) {
    int size = positive(bytes, "receiveQueueSize");
    return with(made -> made.receiveQueueSize = size);
  }

  /// {@return how many pings, and pongs that nobody has asked for, may come in a second}
  public int maxPingsPerSecond() {
    return maxPingsPerSecond;
  }

  /// {@return these options with another limit for pings}
  ///
  /// @param count 1 or more; 100 at first. More pings, and pongs that nobody has asked for, in a
  ///   second close the WebSocket with 1008
  public WebSocketOptions withMaxPingsPerSecond(int count) {
    int checked = positive(count, "maxPingsPerSecond");
    return with(made -> made.maxPingsPerSecond = checked);
  }

  /// {@return how often the other side is asked whether it is still there; zero for never}
  public Duration heartbeat() {
    return heartbeat;
  }

  /// {@return these options with another heartbeat}
  ///
  /// @param interval how often the other side gets a ping, 30 s at first; zero for never. When
  ///   nothing was heard of it for twice as long, the connection is closed as lost (1006)
  public WebSocketOptions withHeartbeat(Duration interval) {
    if (interval.isNegative()) {
      throw new IllegalArgumentException(
          "a heartbeat cannot be every " + interval + ": give a duration, or zero for none");
    }
    return with(made -> made.heartbeat = interval);
  }

  /// {@return how long the end may take}
  public Duration closeTimeout() {
    return closeTimeout;
  }

  /// {@return these options with another limit for the end}
  ///
  /// @param timeout how long the other side has for its answer to a close frame, and for what was
  ///   sent before; 10 s at first. Then the connection is cut
  public WebSocketOptions withCloseTimeout(Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException(
          "a WebSocket cannot be closed within " + timeout + ": give a longer time");
    }
    return with(made -> made.closeTimeout = timeout);
  }

  /// {@return whether messages are compressed where the other side can do so too}
  public boolean compression() {
    return compression;
  }

  /// {@return these options with compression (`permessage-deflate`, RFC 7692) on or off}
  ///
  /// @param compression whether messages are compressed where the other side can do so too; on at
  ///   first. It costs some 300 KiB for each WebSocket. Turn it off where one message has secrets
  ///   together with what somebody else may choose: the size tells them apart
  public WebSocketOptions withCompression(boolean compression) {
    return with(made -> made.compression = compression);
  }

  /// {@return the subprotocols that are spoken here}
  public List<String> subprotocols() {
    return subprotocols;
  }

  /// {@return these options with other subprotocols}
  ///
  /// @param names of those that a server speaks, of which it takes the first that the client
  ///   offers; or that a client offers, the one it likes best first
  /// @throws IllegalArgumentException when one is no token, or is there twice
  public WebSocketOptions withSubprotocols(String... names) {
    List<String> list = List.of(names);
    for (String name : list) {
      if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
        throw new IllegalArgumentException(
            "'" + name + "' cannot be a subprotocol: use letters, digits, '.' and '-'");
      }
    }
    if (list.stream().distinct().count() != list.size()) {
      throw new IllegalArgumentException("a subprotocol is there twice: " + list);
    }
    return with(made -> made.subprotocols = list);
  }

  /// {@return which sites' pages may connect to a server; null when only its own may}
  public @Nullable Predicate<String> allowedOrigins() {
    return allowedOrigins;
  }

  /// {@return these options with another rule for browsers}
  ///
  /// A browser lets every page connect to every server, with the user's cookies; so the server has
  /// to look at which site the page is of, which the header `Origin` says. At first a server takes
  /// pages only whose host and port are those of the request's `Host`, and everybody who does not
  /// send `Origin`, as programs. Others get 403.
  ///
  /// @param allowed is given the origin, such as `https://example.org`, or `null` in letters; for a
  ///   server behind a proxy that changes `Host`, or for pages of other sites
  public WebSocketOptions withAllowedOrigins(Predicate<String> allowed) {
    Objects.requireNonNull(allowed, "allowed");
    return with(made -> made.allowedOrigins = allowed);
  }

  private static int positive(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " cannot be " + value + ": give 1 or more");
    }
    return value;
  }
}
