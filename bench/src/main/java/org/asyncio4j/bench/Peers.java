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

  /// {@return a source or script as the command line of another program names it}
  String file(String name) {
    return sources.resolve(name).toString();
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

  /// {@return a program in Go}
  ///
  /// @param name that of its source, such as `echo`
  Tool go(String name) throws IOException, InterruptedException {
    return compiled(name + "-go", name + ".go", Tool.onPath("go").with("build", "-o"));
  }

  /// {@return a script for Python}
  ///
  /// @param script its source
  /// @param libraries what it imports, such as `uvloop`
  Tool python(String script, String... libraries) throws InterruptedException {
    String imports = String.join(", ", libraries);
    Tool known = found.get(imports);
    if (known == null) {
      known = findPython(imports);
      found.put(imports, known);
    }
    return known.with(file(script));
  }

  private Tool findPython(String imports) throws InterruptedException {
    for (String python : PYTHONS) {
      Tool usable = importing(python, imports);
      if (usable.isThere()) {
        return usable;
      }
    }
    return Tool.missing("no python3 that has " + imports);
  }

  private Tool importing(String python, String imports) throws InterruptedException {
    Path log = built.resolve("python.log");
    try {
      Child.run(List.of(python, "-c", "import " + imports), "", log, PATIENCE).succeeded();
      return Tool.of(List.of(python));
    } catch (IOException e) {
      return Tool.missing(python + " cannot import " + imports + ": " + e.getMessage());
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
    Tool command = compiler.with(made.toString(), file(source)).with(libraries);
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
