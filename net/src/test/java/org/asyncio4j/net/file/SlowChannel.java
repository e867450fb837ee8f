package org.asyncio4j.net.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/// A real file whose disk is slow: each read and write waits until it is let through. An interrupt
/// closes it, as it does any channel.
final class SlowChannel extends FileChannel {
  final CompletableFuture<Boolean> entered = new CompletableFuture<>();
  private final Semaphore gate = new Semaphore(0);
  private final FileChannel file;

  SlowChannel(FileChannel file) {
    this.file = file;
  }

  /// Lets everything through from now on.
  void letThrough() {
    gate.release(1_000_000);
  }

  private interface Transfer {
    int run() throws IOException;
  }

  private int slowly(Transfer transfer) throws IOException {
    boolean done = false;
    try {
      begin();
      entered.complete(true);
      gate.acquireUninterruptibly();
      int count = transfer.run();
      done = true;
      return count;
    } finally {
      end(done);
    }
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    return slowly(() -> file.read(target, position));
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    return slowly(() -> file.write(source, position));
  }

  @Override
  public long size() throws IOException {
    return file.size();
  }

  @Override
  protected void implCloseChannel() throws IOException {
    file.close();
  }

  // --- not used here ---

  @Override
  public int read(ByteBuffer target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int write(ByteBuffer source) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long position() {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel position(long newPosition) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel truncate(long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void force(boolean metaData) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }
}
