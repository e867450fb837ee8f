package org.asyncio4j.queue;

/// Two ends of one way for items between tasks of a loop (trio's and anyio's memory channels). Each
/// end can be cloned and is closed by whoever has it, so that many can send and many receive, and
/// everybody learns when there is nothing more to come.
///
/// {@snippet file="org/asyncio4j/queue/ChannelExamples.java" region="many"}
///
/// With capacity 0 a send waits until somebody has taken the item; with more, that many items can
/// lie in between. A [Queue] is the better choice where nobody knows who is last.
///
/// **Order.** Items come out in the order in which they were given to `send`, and receivers are
/// served in the order in which they came. Two receivers that were served in the same iteration of
/// the loop may run in either order.
///
/// **Cancellation.** Whoever is thrown a `CancelledError` here has sent or received nothing. An
/// item that was on its way to a receiver when that was cancelled goes to the next one who waits,
/// or back to the front; for that the buffer may hold more than its capacity for a while. A send
/// whose item was taken before the cancellation returns, and its task is thrown the error at its
/// next await.
///
/// Thread rule: used by the tasks and callbacks of one loop, that of the first use, until that is
/// closed. Elsewhere every use throws.
///
/// @param <T> the items' type
/// @param sender where items go in
/// @param receiver where they come out
public record MemoryChannel<T>(SendChannel<T> sender, ReceiveChannel<T> receiver) {
  /// {@return a channel without a buffer: a send waits for a receive}
  ///
  /// @param <T> the items' type
  public static <T> MemoryChannel<T> create() {
    return create(0);
  }

  /// {@return a channel with a buffer}
  ///
  /// @param <T> the items' type
  /// @param capacity how many items can be sent and not received; `Integer.MAX_VALUE` for no bound
  public static <T> MemoryChannel<T> create(int capacity) {
    if (capacity < 0) {
      throw new IllegalArgumentException(
          "a channel cannot have a capacity of " + capacity + ": give 0 or more");
    }
    ChannelBuffer<T> buffer = new ChannelBuffer<>(capacity);
    return new MemoryChannel<>(new SendChannel<>(buffer), new ReceiveChannel<>(buffer));
  }

  /// What a channel looked like at a moment.
  ///
  /// @param buffered how many items lay in between
  /// @param capacity how many may
  /// @param openSenders how many sending ends were not closed
  /// @param openReceivers how many receiving ends were not closed
  /// @param waitingSenders how many sends waited for room, or for a receiver
  /// @param waitingReceivers how many receives waited for an item
  /// @param peak the most items that ever lay in between
  public record Statistics(
      int buffered,
      int capacity,
      int openSenders,
      int openReceivers,
      int waitingSenders,
      int waitingReceivers,
      int peak) {}
}
