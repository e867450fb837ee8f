package org.asyncio4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The programs of `bench/peers`, compiled when they are first needed and when their sources have
/// changed. Each is looked for once.
final class Peers {
  /// The first compilation with Go also compiles its library.
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /// Debian's interpreter, which sees Debian's packages, before the one that a user has chosen.
  private static final List<String> PYTHONS = List.of("/usr/bin/python3", "python3");

  private final Path sources;
  private final Path built;
  private final Map<String, Tool> found = new HashMap<>();

  /// Those with their sources in one folder, and what is compiled in another.
  Peers(Path sources, Path built) {
    this.sources = sources;
    this.built = built;
  }

  /// {@return the peers of the module in folder `home`}
  static Peers of(Path home) throws IOException {
    return new Peers(
        home.resolve("peers"), Files.createDirectories(home.resolve("target").resolve("peers")));
  }

  /// {@return the folder for what is compiled}
  Path built() {
    return built;
  }

  /// {@return the load}
  Tool load() throws IOException, InterruptedException {
    return compiled("load", "load.c", Tool.onPath("cc").with("-O2", "-o"));
  }

  /// {@return the load that can also do TLS}
  Tool tlsLoad() throws IOException, InterruptedException {
    Tool tls =
        compiled(
            "load-tls",
            "load.c",
            Tool.onPath("cc").with("-O2", "-DWITH_TLS", "-o"),
            "-lssl",
            "-lcrypto");
    return tls.isThere() ? tls.with("--tls") : tls;
  }

  /// {@return very many clients}
  Tool soak() throws IOException, InterruptedException {
    return compiled("soak", "soak.c", Tool.onPath("cc").with("-O2", "-o"));
  }

  /// {@return Go's echo server}
  Tool go() throws IOException, InterruptedException {
    return compiled("echo-go", "echo.go", Tool.onPath("go").with("build", "-o"));
  }

  /// {@return Python's echo server}
  ///
  /// @param library the event loop: `asyncio` or `uvloop`
  Tool python(String library) throws InterruptedException {
    Tool known = found.get(library);
    if (known == null) {
      known = findPython(library);
      found.put(library, known);
    }
    return known;
  }

  private Tool findPython(String library) throws InterruptedException {
    for (String python : PYTHONS) {
      Tool usable = importing(python, library);
      if (usable.isThere()) {
        return usable.with(sources.resolve("echo.py").toString(), library);
      }
    }
    return Tool.missing("no python3 that has " + library);
  }

  private Tool importing(String python, String library) throws InterruptedException {
    Path log = built.resolve("python.log");
    try {
      Child.run(List.of(python, "-c", "import " + library), "", log, PATIENCE).succeeded();
      return Tool.of(List.of(python));
    } catch (IOException e) {
      return Tool.missing(python + " cannot import " + library + ": " + e.getMessage());
    }
  }

  private Tool compiled(String name, String source, Tool compiler, String... libraries)
      throws IOException, InterruptedException {
    Tool known = found.get(name);
    if (known == null) {
      known = compile(name, source, compiler, libraries);
      found.put(name, known);
    }
    return known;
  }

  private Tool compile(String name, String source, Tool compiler, String... libraries)
      throws IOException, InterruptedException {
    Path program = built.resolve(name);
    if (isNewerThanSources(program)) {
      return Tool.of(List.of(program.toString()));
    }
    if (!compiler.isThere()) {
      return compiler;
    }
    // Beside its place and then moved: of two runs at once neither starts half of a program.
    Path made = Files.createTempFile(built, name, ".new");
    Path log = built.resolve(name + ".log");
    Tool command =
        compiler.with(made.toString(), sources.resolve(source).toString()).with(libraries);
    try {
      Child.run(command.command(), "", log, PATIENCE).succeeded();
      Files.move(made, program, StandardCopyOption.ATOMIC_MOVE);
      return Tool.of(List.of(program.toString()));
    } catch (IOException e) {
      return Tool.missing(source + " cannot be compiled to " + name + ", see " + log);
    } finally {
      Files.deleteIfExists(made);
    }
  }

  private boolean isNewerThanSources(Path program) throws IOException {
    if (!Files.exists(program)) {
      return false;
    }
    FileTime made = Files.getLastModifiedTime(program);
    try (Stream<Path> files = Files.list(sources)) {
      for (Path source : files.toList()) {
        if (Files.getLastModifiedTime(source).compareTo(made) >= 0) {
          return false;
        }
      }
    }
    return true;
  }
}
