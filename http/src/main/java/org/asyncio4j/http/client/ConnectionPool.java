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
    Http1ClientConnection open(Route route) throws IOException;
  }

  private final EventLoop loop;
  private final int limit;
  private final int limitPerHost;
  private final long idleNanos;
  private final Map<Route, HostPool> hosts = new HashMap<>();

  /// Those that somebody waits for.
  private final Set<HostPool> wanted = new HashSet<>();

  /// Those that are open.
  private final Set<Http1ClientConnection> all = new HashSet<>();

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

    /// What was given: a connection, or room for a new one.
    @Nullable Http1ClientConnection connection;

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

    HostPool(Route route) {
      this.route = route;
    }

    /// `connection` has served an exchange, and can serve another.
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
    void retired(Http1ClientConnection connection) {
      all.remove(connection);
      idle.remove(connection);
      leave(this, connection.connection());
    }
  }

  // --- taking ---

  /// A connection that nobody uses; null when there is none, or somebody waits for it.
  @Nullable Http1ClientConnection tryAcquire(Route route, ClientEvents events) {
    HostPool host = hosts.get(route);
    if (host == null || !host.waiters.isEmpty()) {
      return null;
    }
    Http1ClientConnection unused = takeIdle(host);
    if (unused != null) {
      events.reused(route);
    }
    return unused;
  }

  /// Suspends until there is a connection to use.
  ///
  /// @param fresh whether it must be a new one
  Http1ClientConnection acquire(Route route, boolean fresh, Opener opener, ClientEvents events)
      throws IOException {
    while (true) {
      HostPool host = hosts.get(route);
      if (host == null) {
        host = new HostPool(route);
        hosts.put(route, host);
      }
      if (host.waiters.isEmpty()) {
        Http1ClientConnection unused = fresh ? null : takeIdle(host);
        if (unused != null) {
          events.reused(route);
          return unused;
        }
        if (takeRoom(host)) {
          return open(host, opener, events);
        }
      }
      Waiter turn = await(host, fresh, events);
      if (turn.room) {
        return open(host, opener, events);
      }
      Http1ClientConnection given = turn.connection;
      if (given != null && given.isUsable()) {
        events.reused(route);
        return given;
      }
      if (given != null) { // it was lost meanwhile
        given.close();
      }
    }
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
    if (host.open >= limitPerHost || (open >= limit && !closeLongestUnused())) {
      return false;
    }
    hosts.putIfAbsent(host.route, host); // it may have lost its last connection just now
    host.open++;
    open++;
    return true;
  }

  private boolean closeLongestUnused() {
    Http1ClientConnection oldest = null;
    for (HostPool host : hosts.values()) {
      Http1ClientConnection first = host.idle.peekFirst();
      if (first != null && (oldest == null || first.idleSince < oldest.idleSince)) {
        oldest = first;
      }
    }
    if (oldest == null) {
      return false;
    }
    oldest.close();
    return true;
  }

  private Http1ClientConnection open(HostPool host, Opener opener, ClientEvents events)
      throws IOException {
    boolean opened = false;
    try {
      Http1ClientConnection made = opener.open(host.route);
      if (closed) {
        made.connection().abort();
        throw closedException();
      }
      made.belongsTo(host);
      all.add(made);
      opened = true;
      events.created(host.route);
      return made;
    } finally {
      if (!opened) {
        leave(host, null);
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
    if (waiter.connection != null) {
      if (waiter.connection.isUsable()) {
        host.release(waiter.connection);
      } else {
        waiter.connection.close();
      }
    } else if (waiter.room) {
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
    HostPool next = closed ? null : mostPatient();
    if (next != null) {
      Waiter waiter = next.waiters.remove();
      next.open++;
      open++;
      waiter.room = true;
      wake(next, waiter, by);
    }
    forgetIfUnused(host);
  }

  /// Among the servers that may have one more connection, the one for which somebody has waited
  /// longest; null for none.
  private @Nullable HostPool mostPatient() {
    HostPool next = null;
    for (HostPool host : wanted) {
      if (host.open < limitPerHost && (next == null || first(host).number < first(next).number)) {
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
    for (Http1ClientConnection connection : all.toArray(Http1ClientConnection[]::new)) {
      connection.shutDown();
    }
  }

  static IllegalStateException closedException() {
    return new IllegalStateException("this session is closed: make another one");
  }
}
