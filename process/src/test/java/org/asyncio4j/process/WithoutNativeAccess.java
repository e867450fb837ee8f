package org.asyncio4j.process;

import org.asyncio4j.net.NettyTransport;

/// A program that may not call native code: says how processes end there.
final class WithoutNativeAccess {
  private WithoutNativeAccess() {}

  public static void main(String[] arguments) {
    Processes.run(() -> {
      System.out.println(NettyTransport.current());
      System.out.println(Subprocess.run("sh", "-c", "exit 3").returncode());
      System.out.println(Subprocess.run("sh", "-c", "exit 130").returncode());
      try (Subprocess cat = Subprocess.exec("cat")) {
        try {
          cat.sendSignal("USR1");
        } catch (UnsupportedOperationException e) {
          System.out.println(e.getMessage());
        }
        cat.terminate();
        System.out.println(cat.waitFor());
        cat.sendSignal("USR1"); // to nobody
      }
    });
  }
}
