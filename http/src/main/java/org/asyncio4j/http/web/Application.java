package org.asyncio4j.http.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.asyncio4j.Awaitable;
import org.jspecify.annotations.Nullable;

/// Routes and what belongs to them (aiohttp's `web.Application`): set up once, then served by
/// [Web#start] or [Web#runApp].
///
/// A path of a route has names in braces: `/users/{id}` matches one segment there, and
/// `/files/{path...}` all that are left. Where several routes match, the one with more that is
/// literal wins, from the left.
///
/// Thread rule: set up on one thread; with [org.asyncio4j.net.ServerOptions#withLoops] its handlers
/// run on several.
public final class Application {
  private final Router router = new Router(this);
  private final List<Middleware> middlewares = new ArrayList<>();
  private final Map<StateKey<?>, Object> state = new HashMap<>();
  private final List<Application> subApplications = new ArrayList<>();
  final Hooks hooks = new Hooks();
  private boolean frozen;

  /// Where this was added to another one, and below which path.
  private @Nullable Application parent;

  private String prefix = "";

  /// Routing with the middlewares around it; made when it is first served.
  private @Nullable Handler chain;

  private Application() {}

  /// {@return one without routes}
  public static Application create() {
    return new Application();
  }

  // --- routes ---

  /// Adds a route for `GET`, and `HEAD` where no route for that is.
  ///
  /// @param path such as `/users/{id}`
  /// @param handler answers
  /// @return the route, for settings
  public Route get(String path, Handler handler) {
    return route("GET", path, handler);
  }

  /// Adds a route for `POST`.
  ///
  /// @param path such as `/users/{id}`
  /// @param handler answers
  /// @return the route, for settings
  public Route post(String path, Handler handler) {
    return route("POST", path, handler);
  }

  /// Adds a route for `PUT`.
  ///
  /// @param path such as `/users/{id}`
  /// @param handler answers
  /// @return the route, for settings
  public Route put(String path, Handler handler) {
    return route("PUT", path, handler);
  }

  /// Adds a route for `PATCH`.
  ///
  /// @param path such as `/users/{id}`
  /// @param handler answers
  /// @return the route, for settings
  public Route patch(String path, Handler handler) {
    return route("PATCH", path, handler);
  }

  /// Adds a route for `DELETE`.
  ///
  /// @param path such as `/users/{id}`
  /// @param handler answers
  /// @return the route, for settings
  public Route delete(String path, Handler handler) {
    return route("DELETE", path, handler);
  }

  /// Adds a route.
  ///
  /// @param method such as `GET`; `*` for all that have no route of their own
  /// @param path such as `/users/{id}`
  /// @param handler answers
  /// @return the route, for settings
  /// @throws IllegalArgumentException when the path is none, or has a route for this method already
  public Route route(String method, String path, Handler handler) {
    checkNotFrozen();
    Objects.requireNonNull(handler, "handler");
    return router.add(method, path, handler);
  }

  /// Adds all routes of another application below a path, with its middlewares around them, inside
  /// of these; what matches none of its routes is this application's 404. Its start-up, background
  /// tasks and clean-up become part of this one's.
  ///
  /// @param prefix such as `/admin`
  /// @param application is not changed any more
  /// @throws IllegalArgumentException when it is part of another application already, or a route of
  ///   its is here already
  public void addSubApplication(String prefix, Application application) {
    checkNotFrozen();
    if (application.parent != null || application == this) {
      throw new IllegalArgumentException(
          "an application can be part of one other: create another for '" + prefix + "'");
    }
    router.addAll(prefix, application.router);
    application.freeze();
    application.parent = this;
    application.prefix = prefix;
    subApplications.add(application);
  }

  /// {@return the path below which its routes are served: those of the applications it is part of}
  String prefix() {
    return parent == null ? prefix : parent.prefix() + prefix;
  }

  /// {@return this one, then those that were added, with theirs}
  List<Application> withSubApplications() {
    List<Application> all = new ArrayList<>();
    all.add(this);
    subApplications.forEach(each -> all.addAll(each.withSubApplications()));
    return all;
  }

  // --- around them ---

  /// Adds a middleware around the handlers: inside of those that were added before, outside of
  /// those that come after.
  ///
  /// @param middleware is called for every request, also those that no route matches; that of a
  ///   sub-application for those of its routes
  public void use(Middleware middleware) {
    checkNotFrozen();
    middlewares.add(Objects.requireNonNull(middleware, "middleware"));
  }

  // --- its life ---

  /// Has something done before the application is served (aiohttp's `on_startup`): once, on the
  /// loop that serves it, the first of several, in the order it was added; an application's own
  /// before those of its sub-applications. When it fails nothing is served, and what has started is
  /// cleaned up.
  ///
  /// @param action may suspend
  public void onStartup(Awaitable.Action action) {
    Objects.requireNonNull(action, "action");
    cleanupContext(() -> {
      action.run();
      return null;
    });
  }

  /// Has something opened before the application is served, and closed after (aiohttp's
  /// `cleanup_ctx`); among the start-up callbacks in the order it was added, and closed in the
  /// reverse order when the last request has ended.
  ///
  /// @param open may suspend, and [#set] what it opens; returns what is to be closed, or null
  public void cleanupContext(Callable<? extends @Nullable AutoCloseable> open) {
    checkNotFrozen();
    hooks.starts.add(Objects.requireNonNull(open, "open"));
  }

  /// Has something run beside the requests, from the time the application is listened for until its
  /// last request has ended; then it is cancelled. All of these are the tasks of one group: when
  /// one fails the others are cancelled, and the server shuts down, with [WebOptions#shutdownGrace]
  /// for the requests; see [WebServer#serveForever]. One that returns has just done its work.
  ///
  /// @param name the task's name
  /// @param body what to run, on the loop that serves, the first of several
  /// @throws IllegalArgumentException when there is one of this name
  public void background(String name, Awaitable.Action body) {
    checkNotFrozen();
    Objects.requireNonNull(body, "body");
    if (hooks.background.putIfAbsent(name, body) != null) {
      throw new IllegalArgumentException("there is a background task named '" + name + "' already");
    }
  }

  /// Has something done when the server has stopped listening, while requests are still being
  /// answered (aiohttp's `on_shutdown`): the place to end those that would go on for ever, such as
  /// WebSockets. In the reverse of the order it was added. One that fails keeps no other from being
  /// done, and [WebServer#waitClosed] throws it.
  ///
  /// @param action may suspend
  public void onShutdown(Awaitable.Action action) {
    checkNotFrozen();
    hooks.shutdowns.add(Objects.requireNonNull(action, "action"));
  }

  /// Has something done at the very end (aiohttp's `on_cleanup`), after what [#cleanupContext] has
  /// opened is closed; also when a start-up callback has failed. In the reverse of the order it was
  /// added. One that fails keeps no other from being done, and [WebServer#waitClosed] throws it.
  ///
  /// @param action may suspend
  public void onCleanup(Awaitable.Action action) {
    checkNotFrozen();
    hooks.cleanups.add(Objects.requireNonNull(action, "action"));
  }

  // --- state ---

  /// Keeps something for the handlers.
  ///
  /// @param <T> the value's type
  /// @param key what it is
  /// @param value the value
  public <T> void set(StateKey<T> key, T value) {
    state.put(key, key.type().cast(value));
  }

  /// {@return what was kept here, or else in the application that this one is part of}
  ///
  /// @param <T> the value's type
  /// @param key what it is
  /// @throws IllegalStateException when nothing was
  public <T> T get(StateKey<T> key) {
    for (Application at = this; at != null; at = at.parent) {
      Object value = at.state.get(key);
      if (value != null) {
        return key.type().cast(value);
      }
    }
    throw new IllegalStateException(key + " was not set on this application");
  }

  // --- serving ---

  /// Answers a request.
  Response handle(Request request) throws Exception {
    Handler chain = this.chain;
    if (chain == null) {
      chain = around(this::route);
      this.chain = chain;
    }
    request.routed(this, Map.of());
    return chain.handle(request);
  }

  private Response route(Request request) throws Exception {
    return router.handle(request);
  }

  /// {@return `handler` with the middlewares around it}
  Handler around(Handler handler) {
    Handler outer = handler;
    for (Middleware middleware : middlewares.reversed()) {
      Handler next = outer;
      outer = request -> middleware.handle(request, next);
    }
    return outer;
  }

  void freeze() {
    frozen = true;
  }

  private void checkNotFrozen() {
    if (frozen) {
      throw new IllegalStateException(
          "this application is served already: add routes and middlewares before that");
    }
  }
}
