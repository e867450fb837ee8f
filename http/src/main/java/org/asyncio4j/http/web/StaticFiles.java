package org.asyncio4j.http.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.asyncio4j.Asyncio;
import org.asyncio4j.http.Status;
import org.jspecify.annotations.Nullable;

/// The files of a folder (aiohttp's `add_static`), for a route whose open rest is named `path`:
///
/// ```java
/// app.get("/static/{path...}", StaticFiles.of(Path.of("www")));
/// ```
///
/// They are answered as by [Response#file]. Nothing else is: no file outside of the folder,
/// whatever the path and symbolic links say (a link to a file inside is followed), none whose name
/// or folder begins with a dot, no list of a folder, no pipe or device. All that is not answered is
/// 404.
///
/// Who can change the folder is trusted: a file that is replaced by a link in the very moment in
/// which it is looked at is not found, but a folder that is may be followed.
///
/// Immutable: `withX` gives another one.
public final class StaticFiles implements Handler {
  private final Path folder;
  private final boolean index;
  private final boolean hidden;
  private final boolean precompressed;

  private StaticFiles(Path folder, boolean index, boolean hidden, boolean precompressed) {
    this.folder = folder;
    this.index = index;
    this.hidden = hidden;
    this.precompressed = precompressed;
  }

  /// {@return one for a folder}
  ///
  /// @param folder exists
  /// @throws IllegalArgumentException when it is no folder
  public static StaticFiles of(Path folder) {
    Objects.requireNonNull(folder, "folder");
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(folder.toAbsolutePath() + " is no folder");
    }
    return new StaticFiles(folder.toAbsolutePath().normalize(), false, false, false);
  }

  /// {@return this, answering with a folder's `index.html` for the folder}
  public StaticFiles withIndex() {
    return new StaticFiles(folder, true, hidden, precompressed);
  }

  /// {@return this, with files whose names begin with a dot, and those in such folders}
  public StaticFiles withHidden() {
    return new StaticFiles(folder, index, true, precompressed);
  }

  /// {@return this, answering with `name.zst`, `name.br` or `name.gz`, where there is one and the
  /// client takes it, for `name`} The best of them is the one with which the answer is smaller:
  /// that is for whoever makes them to see to.
  public StaticFiles withPrecompressed() {
    return new StaticFiles(folder, index, hidden, true);
  }

  @Override
  public Response handle(Request request) throws Exception {
    String path = request.match("path");
    checkName(request, path);
    Set<ContentEncoding> accepted =
        precompressed
            ? ContentEncoding.accepted(request.headers().getAll("accept-encoding"))
            : EnumSet.noneOf(ContentEncoding.class);
    Found found =
        Asyncio.await(() -> Asyncio.toThread(() -> find(path, accepted)), IOException.class);
    if (found == null) {
      throw notFound(request);
    }
    if (found.folder) {
      return toFolder(request);
    }
    // what was found is no link; one that takes its place is refused
    SentFile file =
        new SentFile(found.file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    Response response = Response.file(file, found.named);
    if (precompressed) {
      response = response.withHeader("vary", "accept-encoding");
    }
    return found.encoding == null
        ? response
        : response.withHeader("content-encoding", found.encoding.token());
  }

  private static HttpException notFound(Request request) {
    return new HttpException.NotFound("there is nothing at " + request.path());
  }

  // --- names ---

  /// Refuses what is no plain name. An encoded slash would make one segment for whoever looks at
  /// the path, and several for the system.
  private void checkName(Request request, String path) {
    String raw = request.rawPath().toLowerCase(Locale.ROOT);
    if (raw.contains("%2f") || path.indexOf('\\') >= 0 || hasControls(path)) {
      throw notFound(request);
    }
    String[] segments = path.split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      String segment = segments[i];
      boolean last = i == segments.length - 1;
      if ((segment.isEmpty() && !last)
          || segment.equals(".")
          || segment.equals("..")
          || (segment.startsWith(".") && !hidden)) {
        throw notFound(request);
      }
    }
  }

  private static boolean hasControls(String path) {
    return path.chars().anyMatch(Character::isISOControl);
  }

  // --- off the loop ---

  /// @param file the real path
  /// @param named by which its content type goes
  /// @param folder whether it is a folder whose path lacks the slash at its end
  private record Found(Path file, Path named, @Nullable ContentEncoding encoding, boolean folder) {}

  private @Nullable Found find(String path, Set<ContentEncoding> accepted) throws IOException {
    Path root = folder.toRealPath();
    boolean asFolder = path.isEmpty() || path.endsWith("/");
    Path named = inside(root, path);
    if (named == null) {
      return null;
    }
    if (Files.isDirectory(named)) {
      Path page = index ? inside(named, "index.html") : null;
      if (page == null || !page.startsWith(root) || !Files.isRegularFile(page)) {
        return null;
      }
      return asFolder ? encoded(root, page, accepted) : new Found(page, page, null, true);
    }
    return asFolder || !Files.isRegularFile(named) ? null : encoded(root, named, accepted);
  }

  private static Found encoded(Path root, Path file, Set<ContentEncoding> accepted) {
    for (ContentEncoding encoding : accepted) {
      Path sibling = inside(root, root.relativize(file) + encoding.ending());
      if (sibling != null && Files.isRegularFile(sibling)) {
        return new Found(sibling, file, encoding, false);
      }
    }
    return new Found(file, file, null, false);
  }

  /// {@return the real path; null when there is nothing, or it is outside}
  private static @Nullable Path inside(Path root, String path) {
    try {
      Path real = root.resolve(path).toRealPath();
      return real.startsWith(root) ? real : null;
    } catch (IOException | InvalidPathException e) {
      return null; // nothing there, or nothing that may be seen
    }
  }

  // --- folders ---

  /// Sends the client to the path with a slash, so that what is relative in the page is right. By a
  /// relative one: a path that begins with two slashes would be another host.
  private static Response toFolder(Request request) {
    String path = request.rawPath();
    String name = path.substring(path.lastIndexOf('/') + 1);
    String query = request.target().substring(path.length());
    return Response.redirect(Status.MOVED_PERMANENTLY, "./" + name + "/" + query);
  }
}
