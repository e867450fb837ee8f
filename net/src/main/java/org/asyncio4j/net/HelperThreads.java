package org.asyncio4j.net;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The threads that wait in streams of the JDK's: one for each that is being read or written. They
/// do not keep the program from ending. Not virtual ones: a read of standard input would keep one
/// of the few threads that carry those.
final class HelperThreads {
  private static final Executor THREADS =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().daemon().name("asyncio-pipe-", 0).factory());

  private HelperThreads() {}

  static void execute(Runnable work) {
    THREADS.execute(work);
  }
}
