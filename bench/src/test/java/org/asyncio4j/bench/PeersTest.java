package org.asyncio4j.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeersTest {
  @TempDir private Path sources;
  @TempDir private Path built;

  @BeforeEach
  void needsCompiler() {
    assumeTrue(Tool.onPath("cc").isThere(), "no cc on the PATH");
  }

  @Test
  void areCompiledOnce() throws Exception {
    Peers peers = new Peers(sources, built);
    Files.writeString(sources.resolve("load.c"), "int main(void) { return 0; }");
    Path program = Path.of(peers.load().command().getFirst());
    Object made = Files.getLastModifiedTime(program);

    assertThat(peers.load().isThere()).isTrue();
    assertThat(Files.getLastModifiedTime(program)).isEqualTo(made);
  }

  @Test
  void oneThatDoesNotCompileIsNamedAndLeavesNothing() throws Exception {
    Files.writeString(sources.resolve("load.c"), "this is no C");
    Tool load = new Peers(sources, built).load();

    assertThat(load.missing()).startsWith("load.c cannot be compiled to load, see ");
    assertThat(built.resolve("load")).doesNotExist();
    assertThat(built.resolve("load.log")).content().contains("error");
    try (var left = Files.list(built)) {
      assertThat(left).hasSize(1);
    }
  }

  @Test
  void aPythonWithoutTheLibraryIsNamed() throws Exception {
    assertThat(new Peers(sources, built).python("echo.py", "no_such_library").missing())
        .isEqualTo("no python3 that has no_such_library");
  }
}
