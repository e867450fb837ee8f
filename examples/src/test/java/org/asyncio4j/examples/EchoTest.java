package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EchoTest {
  @TempDir Path temporary;

  @Test
  void everyClientHearsWhatItSaid() throws Exception {
    Program.End end = new Program(temporary, "Echo.java", "200").end();

    assertThat(end.err()).isEmpty();
    assertThat(end.status()).isZero();
    assertThat(end.out()).containsExactly("200 clients heard what they said");
  }

  @Test
  void wrongArgumentsAreRefused() throws Exception {
    Program.End end = new Program(temporary, "Echo.java", "many").end();

    assertThat(end.status()).isEqualTo(2);
    assertThat(end.err()).isEqualTo("Echo.java takes a number of CLIENTS, or nothing; not many\n");
  }
}
