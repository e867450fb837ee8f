package org.asyncio4j.net;

import java.io.IOException;
import org.asyncio4j.Asyncio;

/// Makes streams of pipes.
final class Pipes {
  private Pipes() {}

  /// A connection over `channel`, in the loop that runs here, to be registered.
  static StreamChannel prepare(PipeChannel channel, int limit) {
    NettyReactor reactor = NettyReactor.of(Asyncio.getRunningLoop());
    return new StreamChannel(reactor, channel, limit);
  }

  /// Suspends until `prepared` can be used.
  static void register(StreamChannel prepared) throws IOException {
    var _ = prepared.reactor.handler(); // without one the loop does not poll
    prepared.reactor.register(prepared.channel);
  }

  /// Suspends until `channel` is a connection.
  static StreamChannel connect(PipeChannel channel, int limit) throws IOException {
    StreamChannel stream = prepare(channel, limit);
    boolean registered = false;
    try {
      register(stream);
      registered = true;
      return stream;
    } finally {
      if (!registered) {
        channel.close();
      }
    }
  }
}
