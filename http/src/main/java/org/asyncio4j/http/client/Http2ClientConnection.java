package org.asyncio4j.http.client;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.asyncio4j.http.wire.Http2;
import org.asyncio4j.http.wire.Http2Limits;
import org.asyncio4j.http.wire.Http2Session;
import org.asyncio4j.net.ChannelConnection;
import org.jspecify.annotations.Nullable;

/// A connection that speaks HTTP/2: as many round trips at once as the server allows, each on a
/// stream of its own.
///
/// On the loop.
final class Http2ClientConnection implements PooledConnection {
  private final ClientOptions options;
  private final ChannelConnection connection;
  private final Http2Session session;

  /// Those whose round trips are not over.
  private final Set<Http2ClientStream> streams = new LinkedHashSet<>();

  /// Told when this can serve more, or nobody any more.
  private ConnectionPool.@Nullable HostPool pool;

  /// How many places are promised to tasks that have not opened their streams yet.
  private int reserved;

  private boolean served;

  /// Since when nobody uses it, in the loop's time.
  long idleSince;

  Http2ClientConnection(ClientOptions options, ChannelConnection connection) {
    this.options = options;
    this.connection = connection;
    session = Http2.client(connection, limits(options), this::changed);
    connection.channel().closeFuture().addListener(_ -> retire());
  }

  private static Http2Limits limits(ClientOptions options) {
    Duration idle = options.idleTimeout();
    return Http2Limits.DEFAULT
        .withWindowForAllStreams()
        .withMaxHeaderListSize(Math.max(1024, options.maxHeaderSize()))
        .withIdleTimeout(idle.isZero() ? Duration.ofMillis(1) : idle);
  }

  @Override
  public ChannelConnection connection() {
    return connection;
  }

  @Override
  public void belongsTo(ConnectionPool.HostPool pool) {
    this.pool = pool;
  }

  // --- streams ---

  /// Whether requests can be sent, now or when others have ended.
  boolean isAccepting() {
    return session.isAccepting();
  }

  /// How many round trips can begin now.
  int room() {
    return Math.max(0, session.room() - reserved);
  }

  /// Whether nobody uses it, or is about to.
  boolean isUnused() {
    return reserved == 0 && session.activeStreams() == 0;
  }

  /// Keeps a place for somebody who is woken.
  void reserve() {
    reserved++;
  }

  void unreserve() {
    reserved--;
  }

  /// A stream for one round trip; null when no more can be opened.
  @Nullable Http2ClientStream tryOpen() {
    if (room() == 0) {
      return null;
    }
    Http2ClientStream stream = new Http2ClientStream(this, served);
    try {
      stream.open(session, options);
    } catch (IOException e) {
      giveUp(); // the next request makes another connection
      return null;
    }
    served = true;
    streams.add(stream);
    return stream;
  }

  void ended(Http2ClientStream stream) {
    streams.remove(stream);
  }

  // --- its end ---

  private void changed() {
    if (pool != null) {
      pool.changed(this);
    }
  }

  /// Sends no more requests over it; those that are under way go on.
  void giveUp() {
    session.drain();
    changed();
  }

  @Override
  public void close() {
    retire();
    connection.close();
  }

  @Override
  public void shutDown() {
    for (Http2ClientStream stream : streams.toArray(Http2ClientStream[]::new)) {
      stream.sessionClosed();
    }
    close();
  }

  private void retire() {
    ConnectionPool.HostPool of = pool;
    if (of != null) {
      pool = null;
      of.retired(this);
    }
  }
}
