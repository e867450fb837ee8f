package org.asyncio4j.bench.serving;

import java.io.IOException;
import java.io.OutputStream;

/// How a server talks to whoever started it.
public final class Serving {
  private Serving() {}

  /// Tells on which port this server listens, and has this JVM end when its input does.
  ///
  /// @param port its port
  public static void on(int port) {
    System.out.println("port " + port);
    Thread.ofPlatform().daemon().name("end of input").start(Serving::endWithInput);
  }

  private static void endWithInput() {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // as good as its end
    }
    Runtime.getRuntime().halt(0);
  }
}
