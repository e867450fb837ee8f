package org.asyncio4j.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/// A UDP socket for tasks, which wait for datagrams and for room to send them. [Datagrams#open]
/// makes it. Any number of tasks may send and receive.
///
/// {@snippet class="org.asyncio4j.net.PackageExamples" region="datagrams"}
///
/// What has come and was not received waits in a queue whose bounds [DatagramOptions] sets. What
/// comes when it is full is dropped, and [#dropped] counts it; what comes faster than the loop
/// looks is dropped by the system, uncounted. Nothing is cut unless the options say so.
///
/// Where the endpoint is connected and nobody is there, the system says so after a datagram was
/// sent: the next receive or send throws `PortUnreachableException`, once, and the endpoint goes
/// on.
///
/// Thread rule: that of this package.
public final class DatagramEndpoint implements AutoCloseable {
  private final Socket socket;
  private final NettyReactor reactor;

  /// Who waits for a datagram and was not woken.
  private final ArrayDeque<Future<@Nullable Void>> receivers = new ArrayDeque<>();

  /// Who waits for room.
  private final List<Future<@Nullable Void>> senders = new ArrayList<>();

  /// What the system has told and nobody was told.
  private @Nullable IOException pending;

  DatagramEndpoint(
      NettyReactor reactor,
      UdpChannel udp,
      @Nullable InetSocketAddress remote,
      DatagramOptions options) {
    this.reactor = reactor;
    socket = new Socket(udp, remote, options);
  }

  private final class Socket extends UdpSocket {
    Socket(UdpChannel udp, @Nullable InetSocketAddress remote, DatagramOptions options) {
      super(DatagramEndpoint.this.reactor, udp, remote, options);
    }

    @Override
    void arrived() {
      wakeReceiver();
    }

    @Override
    void failed(IOException cause) {
      if (pending == null) {
        pending = cause;
      }
      wakeReceiver();
    }

    @Override
    void pauseWriting() {} // who sends looks

    @Override
    void resumeWriting() {
      senders.forEach(reactor::wake);
    }

    @Override
    void closed(@Nullable IOException failure) {
      wakeAll();
    }
  }

  // --- receiving ---

  /// Suspends until a datagram has come. Who waits first gets the first one. Cancelling loses none.
  ///
  /// @return the oldest that has come
  /// @throws java.net.PortUnreachableException when a datagram that was sent reached nobody
  /// @throws IOException when the endpoint is closed
  public Datagram receive() throws IOException {
    while (true) {
      Datagram next = tryReceive();
      if (next != null) {
        return next;
      }
      checkOpen();
      awaitArrival();
    }
  }

  private void awaitArrival() {
    Future<@Nullable Void> turn = reactor.loop.createFuture();
    receivers.add(turn);
    try {
      turn.await();
    } catch (CancelledError e) {
      if (!receivers.remove(turn) && (socket.hasNext() || pending != null)) {
        wakeReceiver(); // this one was woken, and another goes on instead
      }
      throw e;
    }
  }

  private void wakeReceiver() {
    reactor.wake(receivers.poll());
  }

  /// Receives without waiting.
  ///
  /// @return the oldest datagram that has come; null when none has
  /// @throws java.net.PortUnreachableException when a datagram that was sent reached nobody
  public @Nullable Datagram tryReceive() throws IOException {
    reactor.checkCurrent();
    throwPending();
    return socket.next();
  }

  /// {@return what comes until this endpoint is closed here, for one `for` loop, which suspends} A
  /// failure is thrown as an `UncheckedIOException`; the next loop goes on.
  public Iterable<Datagram> datagrams() {
    return Arrivals::new;
  }

  private final class Arrivals implements Iterator<Datagram> {
    private @Nullable Datagram next;

    @Override
    public boolean hasNext() {
      if (next == null) {
        try {
          next = receive();
        } catch (IOException e) {
          if (socket.isClosing() && socket.failure() == null) {
            return false;
          }
          throw new UncheckedIOException(e);
        }
      }
      return true;
    }

    @Override
    public Datagram next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the endpoint is closed");
      }
      Datagram taken = Objects.requireNonNull(next);
      next = null;
      return taken;
    }
  }

  /// {@return how many datagrams were dropped because too many waited to be received}
  public long dropped() {
    return socket.dropped();
  }

  // --- sending ---

  /// Sends a datagram to the address that this is connected to, and suspends until the system has
  /// taken it, which is at once while its buffer has room.
  ///
  /// Cancelled while more than 64 KiB wait, it sends nothing; later it may be sent all the same.
  ///
  /// @param data is copied; may be empty, except with NIO, where this is an error
  /// @throws java.net.PortUnreachableException when one that was sent before reached nobody; this
  ///   one was not sent
  /// @throws IOException when it is too long, which the message says with the sizes, or the
  ///   endpoint is closed
  /// @throws IllegalArgumentException when this is not connected
  public void send(byte[] data) throws IOException {
    send(ByteBuffer.wrap(data));
  }

  /// As [#send(byte\[\])].
  ///
  /// @param data what remains of it is taken and copied
  /// @throws IOException as there
  public void send(ByteBuffer data) throws IOException {
    sendChecked(data, socket.recipient(null));
  }

  /// As [#send(byte\[\])], to any address (`loop.sock_sendto`).
  ///
  /// @param data is copied; may be empty
  /// @param address where to; where this is connected, only that
  /// @throws IOException as there
  /// @throws IllegalArgumentException when this is connected to another address
  public void sendTo(byte[] data, InetSocketAddress address) throws IOException {
    sendTo(ByteBuffer.wrap(data), address);
  }

  /// As [#sendTo(byte\[\], InetSocketAddress)].
  ///
  /// @param data what remains of it is taken and copied
  /// @param address where to; where this is connected, only that
  /// @throws IOException as there
  public void sendTo(ByteBuffer data, InetSocketAddress address) throws IOException {
    sendChecked(data, socket.recipient(Objects.requireNonNull(address, "address")));
  }

  private void sendChecked(ByteBuffer data, @Nullable InetSocketAddress to) throws IOException {
    reactor.checkCurrent();
    socket.checkLength(data.remaining(), to);
    throwPending();
    checkOpen();
    while (socket.isPaused()) {
      Future<@Nullable Void> turn = reactor.loop.createFuture();
      senders.add(turn);
      try {
        turn.await();
      } finally {
        senders.remove(turn);
      }
      checkOpen();
    }
    var sent = socket.send(data, to);
    reactor.awaitEnd(sent);
    if (sent.cause() != null) {
      throw socket.translated(sent.cause());
    }
  }

  private void throwPending() throws IOException {
    IOException told = pending;
    if (told != null) {
      pending = null;
      throw told;
    }
  }

  private void checkOpen() throws IOException {
    if (socket.isClosing()) {
      SocketException closed = new SocketException("this datagram endpoint is closed");
      closed.initCause(socket.failure());
      throw closed;
    }
  }

  // --- the end ---

  /// Closes the socket when what was sent is taken by the system. What has come and was not
  /// received is dropped, and whoever waits is told. Does not wait: [#waitClosed] does.
  @Override
  public void close() {
    socket.close();
    wakeAll();
  }

  private void wakeAll() {
    receivers.forEach(reactor::wake);
    receivers.clear();
    senders.forEach(reactor::wake);
  }

  /// Suspends until the socket is closed, and nothing of it is left.
  public void waitClosed() {
    reactor.checkCurrent();
    socket.awaitClosed();
  }

  /// {@return whether this is closed, or about to be}
  public boolean isClosing() {
    return socket.isClosing();
  }

  // --- about it ---

  /// {@return where this receives}
  public InetSocketAddress localAddress() {
    return socket.localAddress();
  }

  /// {@return what this is connected to; null when it is not}
  public @Nullable InetSocketAddress remoteAddress() {
    return socket.remoteAddress();
  }

  /// {@return what is known under asyncio's name for it; null when nothing is}
  ///
  /// @param name `peername` or `sockname`
  public @Nullable Object getExtraInfo(String name) {
    return socket.extraInfo(name);
  }

  UdpSocket socket() {
    return socket;
  }
}
