package org.asyncio4j.http.client;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.TimerHandle;
import org.asyncio4j.net.ChannelConnection;
import org.jspecify.annotations.Nullable;

/// The connections of a session. What is open counts, whether in use or not; where there is no room
/// the longest unused one of another server is closed, and else one waits. Who waits longest is
/// served first. The connection that was used last is used next, so that what a quiet time does not
/// need can be closed.
///
/// A turn that is given to a task which is cancelled in the same iteration is passed on.
///
/// On the loop; what is called in a poll wakes by a connection.
final class ConnectionPool {
  /// Makes a connection.
  @FunctionalInterface
  interface Opener {
    /// Suspends until it is made.
    PooledConnection open(Route route) throws IOException;
  }

  private final EventLoop loop;
  private final int limit;
  private final int limitPerHost;
  private final long idleNanos;
  private final Map<Route, HostPool> hosts = new HashMap<>();

  /// Those that somebody waits for.
  private final Set<HostPool> wanted = new HashSet<>();

  /// Those that are open.
  private final Set<PooledConnection> all = new HashSet<>();

  private int open;
  private long turns;
  private @Nullable TimerHandle idleTimer;
  private boolean closed;

  ConnectionPool(EventLoop loop, ClientOptions options) {
    this.loop = loop;
    limit = options.limit();
    limitPerHost = Math.min(limit, options.limitPerHost());
    idleNanos = options.idleTimeout().toNanos();
  }

  /// Who waits for a turn.
  static final class Waiter {
    final long number;
    final Future<@Nullable Void> turn;
    final boolean fresh;

    /// What was given: a connection, or a place on a shared one, or room for a new one.
    @Nullable PooledConnection connection;

    boolean room;

    Waiter(long number, Future<@Nullable Void> turn, boolean fresh) {
      this.number = number;
      this.turn = turn;
      this.fresh = fresh;
    }
  }

  /// The connections to one server.
  final class HostPool {
    final Route route;
    final ArrayDeque<Http1ClientConnection> idle = new ArrayDeque<>(2);
    final ArrayDeque<Waiter> waiters = new ArrayDeque<>(2);
    int open;

    /// How many connections are being made.
    int opening;

    /// Whether one connection is enough, as far as is known: then others wait for the first.
    boolean sharing;

    /// The one that new streams are opened on; null for none.
    @Nullable Http2ClientConnection shared;

    HostPool(Route route) {
      this.route = route;
      sharing = route.mayShare();
    }

    /// Whether one more connection may be made, if there is room.
    boolean mayOpen() {
      return open < limitPerHost
          && !(sharing && (opening > 0 || (shared != null && shared.isAccepting())));
    }

    /// What was made speaks the one or the other.
    void opened(PooledConnection made) {
      if (made instanceof Http2ClientConnection connection) {
        Http2ClientConnection before = shared;
        sharing = true;
        shared = connection;
        if (before != null) {
          before.giveUp();
        }
      } else if (sharing) {
        sharing = false;
        giveRoom(null);
      }
    }

    /// More or fewer can use `connection` than before.
    void changed(Http2ClientConnection connection) {
      if (connection == shared && !connection.isAccepting()) {
        shared = null;
        giveRoom(connection.connection());
      } else if (connection == shared) {
        while (!waiters.isEmpty() && connection.room() > 0) {
          Waiter next = waiters.remove();
          connection.reserve();
          next.connection = connection;
          wake(this, next, connection.connection());
        }
        if (connection.isUnused()) {
          connection.idleSince = loop.time();
          if (closed || idleNanos == 0 || mostPatient() != null) {
            connection.close();
          }
        }
      }
    }

    /// `connection` has served a round trip, and can serve another.
    void release(Http1ClientConnection connection) {
      Waiter next = waiters.peek();
      if (closed) {
        connection.close();
      } else if (next != null && !next.fresh) {
        waiters.remove();
        next.connection = connection;
        wake(this, next, connection.connection());
      } else if (mostPatient() != null) {
        connection.close(); // its room is what the others wait for
      } else {
        connection.idleSince = loop.time();
        idle.addLast(connection);
        armIdleTimer();
      }
    }

    /// `connection` serves nobody any more.
    void retired(PooledConnection connection) {
      all.remove(connection);
      if (connection == shared) {
        shared = null;
      } else if (connection instanceof Http1ClientConnection http1) {
        idle.remove(http1);
      }
      leave(this, connection.connection());
    }
  }

  // --- taking ---

  /// A connection that nobody uses; null when there is none, or somebody waits for it.
  @Nullable Carrier tryAcquire(Route route, ClientEvents events) {
    HostPool host = hosts.get(route);
    if (host == null || !host.waiters.isEmpty()) {
      return null;
    }
    Carrier unused = takeUnused(host, false);
    if (unused != null) {
      events.reused(route);
    }
    return unused;
  }

  /// Suspends until there is a connection to use.
  ///
  /// @param fresh whether it must be a new one
  Carrier acquire(Route route, boolean fresh, Opener opener, ClientEvents events)
      throws IOException {
    while (true) {
      HostPool host = hosts.get(route);
      if (host == null) {
        host = new HostPool(route);
        hosts.put(route, host);
      }
      if (host.waiters.isEmpty()) {
        Carrier unused = takeUnused(host, fresh);
        if (unused != null) {
          events.reused(route);
          return unused;
        }
        if (takeRoom(host)) {
          Carrier made = open(host, opener, events);
          if (made != null) {
            return made;
          }
        }
      }
      Waiter turn = await(host, fresh, events);
      if (turn.room) {
        Carrier made = open(host, opener, events);
        if (made != null) {
          return made;
        }
      }
      Carrier given = turn.connection == null ? null : take(turn.connection);
      if (given != null) {
        events.reused(route);
        return given;
      }
    }
  }

  /// What was promised; null when it was lost meanwhile.
  private static @Nullable Carrier take(PooledConnection given) {
    switch (given) {
      case Http1ClientConnection http1 when http1.isUsable() -> {
        return http1;
      }
      case Http1ClientConnection http1 -> {
        http1.close();
        return null;
      }
      case Http2ClientConnection http2 -> {
        http2.unreserve();
        return http2.tryOpen();
      }
    }
  }

  /// A new one is not there yet, unless it is a stream's.
  private static @Nullable Carrier takeUnused(HostPool host, boolean fresh) {
    Http2ClientConnection shared = host.shared;
    Carrier stream = shared == null ? null : shared.tryOpen();
    return stream != null || fresh ? stream : takeIdle(host);
  }

  private static @Nullable Http1ClientConnection takeIdle(HostPool host) {
    for (Http1ClientConnection last = host.idle.pollLast();
        last != null;
        last = host.idle.pollLast()) {
      if (last.isUsable()) {
        return last;
      }
      last.close();
    }
    return null;
  }

  private boolean takeRoom(HostPool host) {
    if (!host.mayOpen() || (open >= limit && !closeLongestUnused())) {
      return false;
    }
    hosts.putIfAbsent(host.route, host); // it may have lost its last connection just now
    reserve(host);
    return true;
  }

  private void reserve(HostPool host) {
    host.opening++;
    host.open++;
    open++;
  }

  private boolean closeLongestUnused() {
    PooledConnection oldest = null;
    long since = Long.MAX_VALUE;
    for (HostPool host : hosts.values()) {
      Http1ClientConnection first = host.idle.peekFirst();
      if (first != null && first.idleSince < since) {
        oldest = first;
        since = first.idleSince;
      }
      Http2ClientConnection shared = host.shared;
      if (shared != null && shared.isUnused() && shared.idleSince < since) {
        oldest = shared;
        since = shared.idleSince;
      }
    }
    if (oldest == null) {
      return false;
    }
    oldest.close();
    return true;
  }

  /// Null when there is a connection now, but the server allows no request on it yet.
  private @Nullable Carrier open(HostPool host, Opener opener, ClientEvents events)
      throws IOException {
    PooledConnection made = null;
    boolean opened = false;
    try {
      made = opener.open(host.route);
      if (closed) {
        made.connection().abort();
        throw closedException();
      }
      made.belongsTo(host);
      all.add(made);
      opened = true;
    } finally {
      host.opening--;
      if (!opened) {
        leave(host, null);
      }
    }
    events.created(host.route);
    host.opened(made);
    switch (made) {
      case Http1ClientConnection http1 -> {
        return http1;
      }
      case Http2ClientConnection http2 -> {
        Http2ClientStream stream = http2.tryOpen();
        host.changed(http2); // it may have room for others already
        if (stream == null && !http2.isAccepting()) {
          http2.close();
          throw new ServerDisconnectedError(
              host.route.origin() + " has closed the connection before any request", null);
        }
        return stream;
      }
    }
  }

  private Waiter await(HostPool host, boolean fresh, ClientEvents events) {
    events.queued(host.route);
    Waiter waiter = new Waiter(turns++, loop.createFuture(), fresh);
    hosts.putIfAbsent(host.route, host);
    host.waiters.add(waiter);
    wanted.add(host);
    boolean served = false;
    try {
      waiter.turn.await();
      if (closed) {
        throw closedException();
      }
      served = true;
      return waiter;
    } finally {
      if (!served) {
        giveBack(host, waiter);
      }
    }
  }

  private void giveBack(HostPool host, Waiter waiter) {
    if (waiter.connection instanceof Http2ClientConnection shared) {
      shared.unreserve();
      host.changed(shared);
    } else if (waiter.connection instanceof Http1ClientConnection http1) {
      if (http1.isUsable()) {
        host.release(http1);
      } else {
        http1.close();
      }
    } else if (waiter.room) {
      host.opening--;
      leave(host, null);
    } else {
      host.waiters.remove(waiter);
      unwanted(host);
    }
  }

  // --- giving ---

  /// There is room for one more.
  private void leave(HostPool host, @Nullable ChannelConnection by) {
    host.open--;
    open--;
    giveRoom(by);
    forgetIfUnused(host);
  }

  private void giveRoom(@Nullable ChannelConnection by) {
    HostPool next = closed ? null : mostPatient();
    while (next != null && (open < limit || closeLongestUnused())) {
      next = mostPatient(); // what was closed may have served one already
      if (next != null && open < limit) {
        Waiter waiter = next.waiters.remove();
        reserve(next);
        waiter.room = true;
        wake(next, waiter, by);
        next = mostPatient();
      }
    }
  }

  /// Among the servers that may have one more connection, the one for which somebody has waited
  /// longest; null for none.
  private @Nullable HostPool mostPatient() {
    HostPool next = null;
    for (HostPool host : wanted) {
      if (host.mayOpen() && (next == null || first(host).number < first(next).number)) {
        next = host;
      }
    }
    return next;
  }

  private static Waiter first(HostPool host) {
    return host.waiters.getFirst();
  }

  private void wake(HostPool host, Waiter waiter, @Nullable ChannelConnection by) {
    unwanted(host);
    if (by != null) {
      by.wake(waiter.turn);
    } else if (!waiter.turn.done()) {
      waiter.turn.setResult(null);
    }
  }

  private void unwanted(HostPool host) {
    if (host.waiters.isEmpty()) {
      wanted.remove(host);
      forgetIfUnused(host);
    }
  }

  private void forgetIfUnused(HostPool host) {
    if (host.open == 0 && host.waiters.isEmpty()) {
      hosts.remove(host.route, host);
    }
  }

  // --- the end of what is not used ---

  private void armIdleTimer() {
    if (idleTimer == null) {
      idleTimer = loop.callAt(loop.time() + idleNanos, this::closeUnused);
    }
  }

  private void closeUnused() {
    idleTimer = null;
    long before = loop.time() - idleNanos;
    long next = Long.MAX_VALUE;
    for (HostPool host : hosts.values().toArray(HostPool[]::new)) {
      Http1ClientConnection first = host.idle.peekFirst();
      while (first != null && first.idleSince <= before) {
        first.close();
        first = host.idle.peekFirst();
      }
      if (first != null) {
        next = Math.min(next, first.idleSince);
      }
    }
    if (next != Long.MAX_VALUE) {
      idleTimer = loop.callAt(next + idleNanos, this::closeUnused);
    }
  }

  /// Closes all connections; who waits for one gets an exception.
  void close() {
    closed = true;
    if (idleTimer != null) {
      idleTimer.cancel();
    }
    for (HostPool host : hosts.values().toArray(HostPool[]::new)) {
      for (Waiter waiter : host.waiters) {
        if (!waiter.turn.done()) {
          waiter.turn.setResult(null);
        }
      }
    }
    for (PooledConnection connection : all.toArray(PooledConnection[]::new)) {
      connection.shutDown();
    }
  }

  static IllegalStateException closedException() {
    return new IllegalStateException("this session is closed: make another one");
  }
}
