package org.asyncio4j.http.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
  private boolean frozen;

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

  /// Adds all routes of another application below a path; its middlewares run inside of these.
  ///
  /// @param prefix such as `/admin`
  /// @param application is not changed any more
  public void addSubApplication(String prefix, Application application) {
    checkNotFrozen();
    application.freeze();
    router.addAll(prefix, application.router);
  }

  // --- around them ---

  /// Adds a middleware around all that were added before and after... the first added is outermost.
  ///
  /// @param middleware is called for every request, also those that no route matches
  public void use(Middleware middleware) {
    checkNotFrozen();
    middlewares.add(Objects.requireNonNull(middleware, "middleware"));
  }

  /// Keeps something for the handlers.
  ///
  /// @param <T> the value's type
  /// @param key what it is
  /// @param value the value
  public <T> void set(StateKey<T> key, T value) {
    state.put(key, key.type().cast(value));
  }

  /// {@return what was kept}
  ///
  /// @param <T> the value's type
  /// @param key what it is
  /// @throws IllegalStateException when nothing was
  public <T> T get(StateKey<T> key) {
    Object value = state.get(key);
    if (value == null) {
      throw new IllegalStateException(key + " was not set on this application");
    }
    return key.type().cast(value);
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
