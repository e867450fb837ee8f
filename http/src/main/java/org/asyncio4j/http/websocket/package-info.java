/// WebSockets in direct style, on both sides: a task that waits for messages, and sends some.
///
/// {@snippet class="org.asyncio4j.http.websocket.PackageExamples" region="echo"}
///
/// | | |
/// |---|---|
/// | [WebSocket][org.asyncio4j.http.websocket.WebSocket] | `receive`, `send`, `ping`, `close`; a `for` loop over its messages ends when it is closed |
/// | [Message][org.asyncio4j.http.websocket.Message] | text or bytes |
/// | [WebSocketHandler][org.asyncio4j.http.websocket.WebSocketHandler] | what a server does with one |
/// | [WebSocketOptions][org.asyncio4j.http.websocket.WebSocketOptions] | limits, heartbeat, compression, subprotocols, which sites may connect |
/// | [CloseCode][org.asyncio4j.http.websocket.CloseCode] | why one has ended |
///
/// **Bounded.** A `send` suspends while the other side reads less than is written. While nobody
/// receives, no more than
/// [receiveQueueSize][org.asyncio4j.http.websocket.WebSocketOptions#receiveQueueSize] and one
/// message are kept. A message larger than allowed closes the WebSocket before there is memory for
/// it, and while it is decompressed, not after.
///
/// **Strict.** Whatever is not as RFC 6455 says closes the WebSocket at once, with the code that
/// says why.
@NullMarked
package org.asyncio4j.http.websocket;

import org.jspecify.annotations.NullMarked;
