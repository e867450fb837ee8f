package org.asyncio4j.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadRunTest {
  private static LoadRun run(String... arguments) {
    return LoadRun.of(arguments, LoadPace.FULL, LoadPace.QUICK);
  }

  @Test
  void withoutArgumentsIsAFullOneOfEverything() {
    assertThat(run().pace()).isEqualTo(LoadPace.FULL);
    assertThat(run().only()).isEmpty();
  }

  @Test
  void takesQuickAndOnlyInEitherOrder() {
    assertThat(run("--quick", "--only", "JSON")).isEqualTo(run("--only", "json", "--quick"));
    assertThat(run("--quick", "--only", "JSON").pace()).isEqualTo(LoadPace.QUICK);
    assertThat(run("--quick", "--only", "JSON").only()).isEqualTo("json");
  }

  @Test
  void aFigureThatDoesNotExistIsNamed() throws Exception {
    LoadFigure server = new HttpFigures(new HttpServers(Peers.of(Path.of(".")))).server();
    Report report =
        new Report(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
    LoadBench bench = new LoadBench("test", Cores.find(), Path.of("."));

    assertThatThrownBy(() -> run("--only", "jsom").run(bench, List.of(server), report))
        .isInstanceOf(IOException.class)
        .hasMessage("no figure of this run has 'jsom' in its name");
  }
}
