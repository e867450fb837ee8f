package org.asyncio4j.net;

/// What speaks over one channel with Netty's codecs: the SPI of modules that build a protocol on
/// them, as HTTP is. Programs use [Streams] or [Protocols].
///
/// The methods are called from within a poll of the loop: no code of the program's may run in them,
/// and nothing may be waited for. Handlers that are added to the channel's pipeline hear what
/// comes, decrypted; a reset as `exceptionCaught`, the end of the other side's stream as
/// `ChannelInputShutdownEvent`, and the loss as `channelInactive`.
public interface ChannelProtocol {
  /// Begins to speak: adds handlers to the channel's pipeline. Called once, when the connection is
  /// made and TLS, if any, has shaken hands; before anything is received.
  ///
  /// @param connection what is spoken over
  void begin(ChannelConnection connection);

  /// Closes the connection when what is going on over it has ended: its server was closed.
  void drain();

  /// Ends what is going on at once: its server is shut down, and the connection is closed next.
  ///
  /// @param reason says why
  void cancel(String reason);
}
