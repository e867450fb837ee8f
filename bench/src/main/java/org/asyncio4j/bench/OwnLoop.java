package org.asyncio4j.bench;

import org.asyncio4j.EventLoop;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// The loop that asyncio4j's lanes run on. It lives as long as its JVM, so no figure pays for its
/// start.
@State(Scope.Thread)
public class OwnLoop {
  /// The loop, on the engine that `-Dasyncio.engine` names.
  public EventLoop loop = EventLoop.create();

  /// Does nothing: has JMH make this object in the thread that uses it.
  @Setup
  public void open() {}

  /// Closes the loop.
  @TearDown
  public void close() {
    loop.close();
  }
}
