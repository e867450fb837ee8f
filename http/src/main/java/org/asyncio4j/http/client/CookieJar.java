package org.asyncio4j.http.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.asyncio4j.Asyncio;
import org.asyncio4j.http.client.Target.Origin;
import org.asyncio4j.net.file.AsyncFiles;
import org.jspecify.annotations.Nullable;

/// The cookies of a session (`aiohttp.CookieJar`): what servers set is sent back to those that may
/// see it (RFC 6265). Several sessions of a loop may share one.
///
/// A cookie without a `Domain` is for its own host only, also after it was saved and loaded. Nobody
/// may set one for a top-level domain or one like `co.uk`, for another host's domain, or for an
/// address other than its own; `Secure` ones are set and sent by TLS only. There are no more than
/// 3,000 in all and 180 for a domain: the oldest go.
///
/// Thread rule: not for several threads at once.
public final class CookieJar {
  private static final int MAX = 3000;
  private static final int MAX_PER_DOMAIN = 180;

  private final InstantSource clock;

  /// By domain, in order of creation.
  private final Map<String, LinkedHashMap<StoredCookie.Key, StoredCookie>> domains =
      new LinkedHashMap<>();

  private int size;

  private CookieJar(InstantSource clock) {
    this.clock = clock;
  }

  /// {@return a jar without cookies}
  public static CookieJar create() {
    return new CookieJar(InstantSource.system());
  }

  static CookieJar of(InstantSource clock) {
    return new CookieJar(clock);
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }

  // --- what servers set ---

  /// Takes a cookie as if a server had set it. One that the server may not set is left out.
  ///
  /// @param url whose response has it
  /// @param header the value of `Set-Cookie`
  public void set(String url, String header) {
    Objects.requireNonNull(header, "header");
    Target target = Target.parse(url, null);
    set(target, header);
  }

  void set(Target target, String header) {
    Origin origin = target.origin();
    StoredCookie cookie = StoredCookie.parse(header, origin, target.path(), now());
    if (cookie != null) {
      StoredCookie before = cookiesOf(cookie.domain()).get(cookie.key());
      if (before == null || !before.secure() || origin.secure()) {
        put(cookie);
      }
    }
  }

  private Map<StoredCookie.Key, StoredCookie> cookiesOf(String domain) {
    Map<StoredCookie.Key, StoredCookie> found = domains.get(domain);
    return found == null ? Map.of() : found;
  }

  private void put(StoredCookie cookie) {
    LinkedHashMap<StoredCookie.Key, StoredCookie> all =
        domains.computeIfAbsent(cookie.domain(), _ -> new LinkedHashMap<>());
    if (cookie.expires() <= now()) {
      if (all.remove(cookie.key()) != null) {
        size--;
      }
    } else if (all.put(cookie.key(), cookie) == null) {
      size++;
      if (all.size() > MAX_PER_DOMAIN) {
        all.pollFirstEntry();
        size--;
      }
      if (size > MAX) {
        Map<StoredCookie.Key, StoredCookie> oldest = domains.values().iterator().next();
        oldest.remove(oldest.keySet().iterator().next());
        size--;
      }
    }
    domains.values().removeIf(Map::isEmpty);
  }

  // --- what is sent ---

  /// {@return the cookies that a request gets, values by names}
  ///
  /// @param url where it goes
  public Map<String, String> cookies(String url) {
    Map<String, String> values = new LinkedHashMap<>();
    for (StoredCookie cookie : cookiesFor(Target.parse(url, null))) {
      values.putIfAbsent(cookie.name(), cookie.value());
    }
    return values;
  }

  /// The value of a `Cookie` header; null for none.
  @Nullable String header(Target target) {
    if (size == 0) {
      return null;
    }
    StringBuilder header = new StringBuilder();
    for (StoredCookie cookie : cookiesFor(target)) {
      header.append(header.isEmpty() ? "" : "; ").append(cookie.name()).append('=');
      header.append(cookie.value());
    }
    return header.isEmpty() ? null : header.toString();
  }

  private List<StoredCookie> cookiesFor(Target target) {
    List<StoredCookie> found = new ArrayList<>();
    String host = target.origin().host();
    long now = now();
    String domain = host;
    while (true) {
      for (StoredCookie cookie : cookiesOf(domain).values()) {
        if (cookie.isFor(target.origin(), target.path(), now)) {
          found.add(cookie);
        }
      }
      int dot = domain.indexOf('.');
      if (dot < 0 || StoredCookie.isAddress(host)) {
        break;
      }
      domain = domain.substring(dot + 1);
    }
    found.sort(Comparator.comparingInt((StoredCookie cookie) -> -cookie.path().length()));
    return found;
  }

  /// {@return how many cookies there are, those that have expired included}
  public int size() {
    return size;
  }

  /// Takes all cookies away.
  public void clear() {
    domains.clear();
    size = 0;
  }

  // --- files ---

  /// Suspends until all cookies are in a file, in the format of Netscape that curl has too. Only
  /// its owner can read it. The file is replaced as a whole.
  ///
  /// @param file is made, or replaced
  /// @throws IOException when it cannot be written
  public void save(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("# Netscape HTTP Cookie File");
    for (Map<StoredCookie.Key, StoredCookie> all : domains.values()) {
      all.values().forEach(cookie -> lines.add(line(cookie)));
    }
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a folder");
    Asyncio.await(
        () ->
            Asyncio.toThread(() -> {
              Path made = Files.createTempFile(folder, ".cookies", ""); // its owner's only
              try {
                Files.write(made, lines);
                Files.move(
                    made,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
              } finally {
                Files.deleteIfExists(made);
              }
            }),
        IOException.class);
  }

  private static String line(StoredCookie cookie) {
    return String.join(
        "\t",
        (cookie.httpOnly() ? "#HttpOnly_" : "") + (cookie.hostOnly() ? "" : ".") + cookie.domain(),
        cookie.hostOnly() ? "FALSE" : "TRUE",
        cookie.path(),
        cookie.secure() ? "TRUE" : "FALSE",
        cookie.expires() == Long.MAX_VALUE ? "0" : String.valueOf(cookie.expires()),
        cookie.name(),
        cookie.value());
  }

  /// Suspends until the cookies of a file are here too.
  ///
  /// @param file as [#save] or curl writes it
  /// @throws IOException when it cannot be read, or is no such file; nothing was taken then
  public void load(Path file) throws IOException {
    List<StoredCookie> loaded = new ArrayList<>();
    int number = 0;
    for (String line : AsyncFiles.readAllLines(file)) {
      number++;
      boolean httpOnly = line.startsWith("#HttpOnly_");
      if (!line.isBlank() && (httpOnly || !line.startsWith("#"))) {
        StoredCookie cookie = cookie(httpOnly ? line.substring(10) : line, httpOnly);
        if (cookie == null) {
          throw new IOException(file + ", line " + number + " is no cookie");
        }
        loaded.add(cookie);
      }
    }
    loaded.forEach(this::put);
  }

  private static @Nullable StoredCookie cookie(String line, boolean httpOnly) {
    String[] parts = line.split("\t", -1);
    if (parts.length != 7) {
      return null;
    }
    boolean hostOnly = parts[1].equals("FALSE");
    String domain = parts[0].startsWith(".") ? parts[0].substring(1) : parts[0];
    try {
      long expires = Long.parseLong(parts[4]);
      boolean good = (hostOnly || !StoredCookie.isPublic(domain)) && parts[2].startsWith("/");
      return !good || StoredCookie.hasControl(parts[2] + parts[5] + parts[6])
          ? null
          : new StoredCookie(
              parts[5],
              parts[6],
              domain,
              hostOnly,
              parts[2],
              parts[3].equals("TRUE"),
              httpOnly,
              expires == 0 ? Long.MAX_VALUE : expires);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  @Override
  public String toString() {
    return "<CookieJar of " + size + ">"; // without values, which are secrets
  }
}
