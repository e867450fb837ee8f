package org.asyncio4j.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// In a worker: the thread that does the work.
final class WorkerTasks extends Thread {
  final Worker worker;
  private final Setup setup;
  private final LinkedBlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
  private final WorkerOutputStream out;
  private final WorkerOutputStream err;
  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;

  WorkerTasks(Worker worker, Setup setup) {
    super("asyncio-worker");
    this.worker = worker;
    this.setup = setup;
    out = new WorkerOutputStream(worker, Frame.Kind.OUT);
    err = new WorkerOutputStream(worker, Frame.Kind.ERR);
  }

  void add(Frame frame) {
    frames.add(frame);
  }

  @Override
  public void run() {
    try {
      System.setOut(new PrintStream(out, false, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(err, false, StandardCharsets.UTF_8));
      if (initialize()) {
        Frame frame = frames.take();
        while (frame.kind() == Frame.Kind.TASK) {
          perform(frame);
          frame = frames.take();
        }
        end();
      }
    } catch (IOException | InterruptedException e) {
      Runtime.getRuntime().halt(Worker.ORPHANED);
    }
  }

  private boolean initialize() throws IOException {
    Parcel initializer = setup.initializer();
    if (initializer != null) {
      try {
        unpacked(initializer).call();
      } catch (Throwable e) {
        afterwards();
        fail(0, e);
        return false;
      }
      afterwards();
    }
    worker.send(Frame.Kind.READY, 0, Frame.NOTHING);
    return true;
  }

  private void perform(Frame frame) throws IOException {
    long id = frame.id();
    worker.send(Frame.Kind.BEGUN, id, Frame.NOTHING);
    Object result;
    try {
      result = unpacked(Parcel.from(frame.payload())).call();
    } catch (Throwable e) {
      afterwards();
      fail(id, e);
      return;
    }
    afterwards();
    try {
      worker.send(Frame.Kind.RESULT, id, packed(result));
    } catch (RemoteException e) {
      fail(id, e);
    }
  }

  private Callable<?> unpacked(Parcel parcel) throws Exception {
    ClassLoader loader = worker.loader(parcel.loader());
    setContextClassLoader(loader);
    Object work =
        FilteredInput.read(parcel.work(), setup.allowed(), new Origin(loader, parcel.origin()));
    if (work instanceof Callable<?> callable) {
      return callable;
    }
    throw new RefusedDataException("refused: this is no work", null);
  }

  private byte[] packed(@Nullable Object result) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream stream = new ObjectOutputStream(bytes)) {
      stream.writeObject(result);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw new RemoteException(
          "the result, a "
              + (result == null ? "null" : result.getClass().getName())
              + ", cannot be sent back: "
              + e
              + ". The task has run; return something serialisable",
          e);
    }
    if (bytes.size() > setup.allowed().maxBytes()) {
      throw new RemoteException(
          "the result has "
              + bytes.size()
              + " bytes, more than the limit of "
              + setup.allowed().maxBytes()
              + ": return less, or raise ProcessPoolOptions.withMaxMessage");
    }
    return bytes.toByteArray();
  }

  private void fail(long id, Throwable failure) throws IOException {
    byte[] report = Failure.of(failure, setup.allowed().maxBytes()).toBytes();
    worker.send(Frame.Kind.FAILURE, id, report);
  }

  /// Nothing of a task may reach the next one.
  private void afterwards() {
    System.out.flush();
    System.err.flush();
    out.flush();
    err.flush();
    Thread.interrupted();
  }

  /// The shutdown hooks of what the tasks have used run, and the archive of classes is written.
  private void end() throws IOException {
    System.setOut(realOut);
    System.setErr(realErr);
    worker.end();
    System.exit(0);
  }
}
