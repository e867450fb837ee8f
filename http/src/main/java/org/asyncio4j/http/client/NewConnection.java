package org.asyncio4j.http.client;

import java.util.Objects;
import org.asyncio4j.http.wire.Http2;
import org.asyncio4j.net.ChannelConnection;
import org.asyncio4j.net.ChannelProtocol;
import org.asyncio4j.net.TlsInfo;
import org.jspecify.annotations.Nullable;

/// A connection that has just been made, and speaks what the handshake of TLS has agreed on.
///
/// On the loop.
final class NewConnection implements ChannelProtocol {
  private final ClientOptions options;
  private @Nullable PooledConnection chosen;

  NewConnection(ClientOptions options) {
    this.options = options;
  }

  @Override
  public void begin(ChannelConnection connection) {
    TlsInfo tls = connection.tlsInfo();
    if (tls != null && Http2.ALPN.equals(tls.applicationProtocol())) {
      chosen = new Http2ClientConnection(options, connection);
    } else {
      chosen = new Http1ClientConnection(options, connection);
    }
  }

  @Override
  public void drain() {} // a server's

  @Override
  public void cancel(String reason) {}

  PooledConnection chosen() {
    return Objects.requireNonNull(chosen, "it begins first");
  }
}
