package org.asyncio4j.http.wire;

import java.lang.invoke.MethodHandles;
import java.util.Objects;
import java.util.function.Function;
import org.asyncio4j.http.websocket.WebSocket;
import org.jspecify.annotations.Nullable;

/// The way from a channel to the [WebSocket] that a program sees, whose constructor is nobody
/// else's.
public final class WebSocketAccess {
  private static volatile @Nullable Function<WebSocketChannel, WebSocket> constructor;

  private WebSocketAccess() {}

  /// Called by [WebSocket] when it is loaded.
  public static void open(Function<WebSocketChannel, WebSocket> of) {
    constructor = of;
  }

  /// {@return what a program sees of `channel`}
  public static WebSocket of(WebSocketChannel channel) {
    if (constructor == null) {
      try {
        MethodHandles.lookup().ensureInitialized(WebSocket.class);
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
    }
    return Objects.requireNonNull(constructor).apply(channel);
  }
}
