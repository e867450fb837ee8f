package org.asyncio4j.cluster;

import static org.asyncio4j.Asyncio.shield;
import static org.asyncio4j.Asyncio.wrapFuture;

import com.hazelcast.collection.IQueue;
import com.hazelcast.core.HazelcastException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.asyncio4j.CancelledError;
import org.jspecify.annotations.Nullable;

/// Items on their way from some members to others, first in, first out, bounded: an `asyncio.Queue`
/// for several JVMs. Made by [Cluster#queue]. Every method is a round trip, and suspends.
///
/// The items are on one member and copied to another, so one of them may be lost. Each item goes to
/// one [#get]. **A cancelled `get` loses nothing**: it ends when its call to the members has ended,
/// after 0.1 s at most, and an item that the call has brought is put back first, at the end of the
/// queue. Where there is no room left, that happens as soon as there is, while this JVM lives. A
/// cancelled `put` may have put its item all the same. When the member that holds the queue, or
/// this JVM, is lost in the middle of a `get`, the item may be lost.
///
/// @param <T> the items' type, serialisable
public final class ClusterQueue<T> {
  /// How long one call waits at the member.
  private static final long PATIENCE_MILLIS = 100;

  private final IQueue<byte[]> items;
  private final int maxsize;
  private final Payloads payloads;

  ClusterQueue(IQueue<byte[]> items, int maxsize, Payloads payloads) {
    this.items = items;
    this.maxsize = maxsize;
    this.payloads = payloads;
  }

  /// {@return the queue's name}
  public String name() {
    return items.getName();
  }

  /// {@return how many items it holds at most}
  public int maxsize() {
    return maxsize;
  }

  /// Suspends until there is room, and puts `item` in.
  ///
  /// @param item the item, serialisable
  /// @throws IllegalArgumentException when it is not, or is too large
  public void put(T item) {
    byte[] written = write(item);
    Call<Boolean> call = new Call<>();
    call.run(
        () -> {
          while (!call.abandoned) {
            if (items.offer(written, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
              return true;
            }
          }
          return false;
        },
        _ -> {});
  }

  /// Puts `item` in if there is room. Suspends for a round trip only.
  ///
  /// @param item the item, serialisable
  /// @return false when there is no room
  public boolean putNowait(T item) {
    byte[] written = write(item);
    return new Call<Boolean>().run(() -> items.offer(written), _ -> {});
  }

  private byte[] write(T item) {
    return payloads.write(Objects.requireNonNull(item, "item"), "the item");
  }

  /// Suspends until there is an item, and takes it out.
  ///
  /// @return the item
  /// @throws ClusterSerializationException when it cannot be read here; it is taken out all the
  ///   same
  public T get() {
    Call<byte @Nullable []> call = new Call<>();
    byte[] taken =
        call.run(
            () -> {
              while (!call.abandoned) {
                byte[] found = items.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
                if (found != null) {
                  return found;
                }
              }
              return null;
            },
            this::giveBack);
    return read(Objects.requireNonNull(taken)); // was not abandoned
  }

  /// Takes an item out if there is one. Suspends for a round trip only.
  ///
  /// @return the item; null when there is none
  /// @throws ClusterSerializationException when it cannot be read here; it is taken out all the
  ///   same
  public @Nullable T getNowait() {
    byte[] taken = new Call<byte @Nullable []>().run(items::poll, this::giveBack);
    return taken == null ? null : read(taken);
  }

  /// Where there is no room now, the item waits for some, and nobody waits for it.
  private void giveBack(byte @Nullable [] taken) {
    if (taken != null && !items.offer(taken)) {
      var _ =
          OffLoop.startLight(
              "asyncio-cluster-queue",
              () -> {
                items.put(taken);
                return true;
              });
    }
  }

  @SuppressWarnings("unchecked") // what was put is what the queue's type says
  private T read(byte[] taken) {
    return (T)
        Objects.requireNonNull(payloads.read(taken, "an item of queue " + name(), "this side"));
  }

  /// {@return how many items there are now}
  public int size() {
    return new Call<Integer>().run(items::size, _ -> {});
  }

  /// A call to the members. It is not interrupted, because nobody could say then what it had done.
  private final class Call<R extends @Nullable Object> {
    /// Set on the loop: whoever waited was cancelled.
    volatile boolean abandoned;

    /// Suspends until the call has ended, also when it was abandoned: its result is undone first.
    R run(Callable<R> call, Consumer<? super R> undo) {
      CompletableFuture<R> end = OffLoop.startLight("asyncio-cluster-queue", call);
      try {
        return shield(wrapFuture(end));
      } catch (CancelledError e) {
        abandoned = true;
        shield(wrapFuture(end.thenAcceptAsync(undo, OffLoop.LIGHT)));
        throw e;
      } catch (HazelcastException | IllegalStateException e) {
        throw MemberLostException.queue(name(), e);
      }
    }
  }
}
