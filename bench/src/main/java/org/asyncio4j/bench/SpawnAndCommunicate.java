package org.asyncio4j.bench;

import java.io.IOException;
import org.asyncio4j.process.Subprocess;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/// A process (`cat`) is started, sent 1 KiB, read from and waited for, one after the other.
public class SpawnAndCommunicate {
  static final int PROCESSES = 20;
  private static final int BYTES = 1024;

  /// {@return how many bytes came back}
  ///
  /// @param own the loop
  @Benchmark
  @OperationsPerInvocation(PROCESSES)
  public int confined(OwnLoop own) {
    return spawn(own);
  }

  /// {@return how many bytes came back}
  ///
  /// @param own the loop
  @Benchmark
  @OperationsPerInvocation(PROCESSES)
  public int baton(OwnLoop own) {
    return spawn(own);
  }

  private static int spawn(OwnLoop own) {
    return own.loop.runUntilComplete(() -> {
      int received = 0;
      for (int i = 0; i < PROCESSES; i++) {
        received += echoed();
      }
      return received;
    });
  }

  private static int echoed() throws IOException {
    try (Subprocess cat = Subprocess.exec("cat")) {
      return cat.communicate(new byte[BYTES]).stdout().length;
    }
  }
}
