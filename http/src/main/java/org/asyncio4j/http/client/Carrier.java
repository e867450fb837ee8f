package org.asyncio4j.http.client;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import org.asyncio4j.http.wire.Deadline;
import org.asyncio4j.net.ChannelConnection;

/// What takes a request to the server and brings the response: a connection, or one stream of it.
interface Carrier {
  /// Sends `request`; its body comes after it, unless it is a full one.
  ///
  /// @param keepAlive whether the connection may serve other requests afterwards
  void begin(RoundTrip roundTrip, HttpRequest request, boolean keepAlive);

  ChannelConnection connection();

  /// Where requests are written to.
  Channel channel();

  Deadline deadline();

  /// Which HTTP this response has come by.
  String version(HttpResponse head);

  /// Whether there were other round trips before on the connection.
  boolean isReused();

  /// Whether bodies end where they end, whatever the headers say.
  boolean isFramed();

  /// A request has come to nothing, and will be sent again in another way.
  void avoid();

  /// All of the response has come, and all of the request was sent if `clean`. Maybe in a poll.
  void ended(boolean clean);

  /// Nobody wants the rest. Maybe in a poll.
  void abort();
}
