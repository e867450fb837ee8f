package org.asyncio4j.cluster;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.concurrent.atomic.AtomicInteger;

/// Would run code when it is read.
final class Hostile implements Serializable {
  private static final long serialVersionUID = 1;
  static final AtomicInteger READ = new AtomicInteger();

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    READ.incrementAndGet();
    in.defaultReadObject();
  }

  int number() {
    return READ.get();
  }

  static ClusterCallable<Integer> lambda() {
    return () -> READ.incrementAndGet();
  }
}
