package org.asyncio4j.http.web;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.asyncio4j.http.Status;
import org.jspecify.annotations.Nullable;

/// Finds the route of a request: a tree of path segments. Segments are decoded one by one, so `%2F`
/// separates nothing.
final class Router {
  /// A place in the tree, below the root: what has matched so far.
  private static final class Node {
    final Map<String, Node> literals = new HashMap<>();
    @Nullable Node any;
    @Nullable Node rest;

    /// By method, where a path may end.
    final Map<String, Target> targets = new LinkedHashMap<>();
  }

  /// A route in the tree of one application, with the names of its path's open segments.
  private record Target(Route route, List<String> names, Handler handler) {}

  private final Application application;
  private final Node root = new Node();

  /// The ends of paths without open segments and escapes: these come before any other.
  private final Map<String, Node> literals = new HashMap<>();

  private final List<Target> all = new ArrayList<>();

  Router(Application application) {
    this.application = application;
  }

  // --- set-up ---

  Route add(String method, String path, Handler handler) {
    Route route = new Route(method, path, application, handler);
    add(path, route, handler);
    return route;
  }

  /// Adds the routes of another application, with its middlewares around their handlers.
  void addAll(String prefix, Router router) {
    if (prefix.endsWith("/")) {
      throw new IllegalArgumentException(
          "the prefix '" + prefix + "' ends with '/': leave that out, the routes begin with one");
    }
    for (Target target : router.all) {
      add(prefix + target.route.path(), target.route, router.application.around(target.handler));
    }
  }

  private void add(String path, Route route, Handler handler) {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("the path '" + path + "' does not begin with '/'");
    }
    Node node = root;
    List<String> names = new ArrayList<>();
    for (String segment : path.substring(1).split("/", -1)) {
      if (node != root && node == node.rest) {
        throw new IllegalArgumentException("nothing can follow {...} in '" + path + "'");
      }
      node = child(node, segment, path, names);
    }
    Set<String> once = new HashSet<>(names);
    if (once.size() < names.size()) {
      throw new IllegalArgumentException("a name is there twice in '" + path + "'");
    }
    Target target = new Target(route, List.copyOf(names), handler);
    Target earlier = node.targets.putIfAbsent(route.method(), target);
    if (earlier != null) {
      throw new IllegalArgumentException(
          route.method() + " " + path + " has a route already: " + earlier.route);
    }
    all.add(target);
    if (names.isEmpty() && path.indexOf('%') < 0) {
      literals.put(path, node);
    }
  }

  private static Node child(Node node, String segment, String path, List<String> names) {
    if (!segment.startsWith("{") || !segment.endsWith("}")) {
      if (segment.indexOf('{') >= 0 || segment.indexOf('}') >= 0) {
        throw new IllegalArgumentException(
            "a name in braces must be a whole segment: '" + segment + "' in '" + path + "'");
      }
      return node.literals.computeIfAbsent(segment, _ -> new Node());
    }
    boolean rest = segment.endsWith("...}");
    String name = segment.substring(1, segment.length() - (rest ? 4 : 1));
    if (name.isEmpty() || !name.chars().allMatch(Character::isJavaIdentifierPart)) {
      throw new IllegalArgumentException("'" + name + "' is no name, in '" + path + "'");
    }
    names.add(name);
    if (rest) {
      if (node.rest == null) {
        node.rest = new Node();
        node.rest.rest = node.rest; // takes all that follows
      }
      return node.rest;
    }
    if (node.any == null) {
      node.any = new Node();
    }
    return node.any;
  }

  // --- serving ---

  Response handle(Request request) throws Exception {
    String path = request.rawPath();
    String method = request.method();
    if (path.equals("*")) {
      return method.equals("OPTIONS")
          ? Response.of(Status.NO_CONTENT).withHeader("allow", allowed(methods()))
          : Response.of(Status.BAD_REQUEST);
    }
    Node literal = literals.get(path);
    Target target = literal == null ? null : target(literal, method);
    if (target != null) {
      return handle(request, target, Map.of());
    }
    Search search = new Search(path, method);
    target = search.find();
    return target == null
        ? search.otherwise(request)
        : handle(request, target, search.match(target));
  }

  private static Response handle(Request request, Target target, Map<String, String> match)
      throws Exception {
    Route route = target.route;
    request.routed(route.application(), match);
    if (route.maxBodySize() >= 0) {
      request.exchange().limitBody(route.maxBodySize());
    }
    return target.handler.handle(request);
  }

  /// {@return what serves a method where a path ends}
  private static @Nullable Target target(Node node, String method) {
    Target target = node.targets.get(method);
    if (target == null && method.equals("HEAD")) {
      target = node.targets.get("GET");
    }
    return target == null ? node.targets.get("*") : target;
  }

  private Set<String> methods() {
    Set<String> methods = new TreeSet<>();
    all.forEach(target -> methods.add(target.route.method()));
    return methods;
  }

  private static String allowed(Set<String> methods) {
    Set<String> allowed = new TreeSet<>(methods);
    allowed.remove("*");
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    allowed.add("OPTIONS");
    return String.join(", ", allowed);
  }

  /// One way through the tree.
  private final class Search {
    final String[] segments;
    final String method;

    /// What stood in the open segments on the way; behind `depth`, nothing.
    final List<String> values = new ArrayList<>(2);

    /// The methods of the first path that has matched, when none was the right one.
    @Nullable Node elsewhere;

    Search(String path, String method) {
      this.method = method;
      String inside = path.startsWith("/") ? path.substring(1) : path;
      segments = inside.split("/", -1);
      for (int i = 0; i < segments.length; i++) {
        segments[i] = decoded(segments[i]);
      }
    }

    @Nullable Target find() {
      return find(root, 0);
    }

    private @Nullable Target find(Node node, int depth) {
      if (depth == segments.length) {
        return end(node);
      }
      String segment = segments[depth];
      Node literal = node.literals.get(segment);
      if (literal != null) {
        Target found = find(literal, depth + 1);
        if (found != null) {
          return found;
        }
      }
      if (node.any != null && !segment.isEmpty()) {
        values.add(segment);
        Target found = find(node.any, depth + 1);
        if (found != null) {
          return found;
        }
        values.removeLast();
      }
      if (node.rest != null) {
        values.add(String.join("/", List.of(segments).subList(depth, segments.length)));
        Target found = end(node.rest);
        if (found != null) {
          return found;
        }
        values.removeLast();
      }
      return null;
    }

    private @Nullable Target end(Node node) {
      Target target = target(node, method);
      if (target == null && elsewhere == null && !node.targets.isEmpty()) {
        elsewhere = node;
      }
      return target;
    }

    Map<String, String> match(Target target) {
      if (values.isEmpty()) {
        return Map.of();
      }
      Map<String, String> match = new HashMap<>();
      for (int i = 0; i < values.size(); i++) {
        match.put(target.names.get(i), values.get(i));
      }
      return match;
    }

    /// What to answer without a route.
    Response otherwise(Request request) {
      Node elsewhere = this.elsewhere;
      if (elsewhere == null) {
        throw new HttpException.NotFound("there is nothing at " + request.path());
      }
      String allowed = allowed(elsewhere.targets.keySet());
      if (method.equals("OPTIONS")) {
        return Response.of(Status.NO_CONTENT).withHeader("allow", allowed);
      }
      throw new HttpException.MethodNotAllowed(
              request.path() + " allows " + allowed + ", not " + method)
          .addHeader("allow", allowed);
    }
  }

  /// {@return a part of a path, decoded}
  ///
  /// @throws HttpException.BadRequest when it is not encoded right
  static String decoded(String segment) {
    if (segment.indexOf('%') < 0) {
      return segment;
    }
    try {
      return QueryStringDecoder.decodeComponent(segment.replace("+", "%2B"));
    } catch (IllegalArgumentException e) {
      throw new HttpException.BadRequest("the path is not encoded right: " + segment).because(e);
    }
  }
}
