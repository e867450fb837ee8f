package org.asyncio4j.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jline.reader.LineReader;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/// Where everything printed in a terminal goes: straight through while an input runs, and above the
/// line being edited while the user types.
///
/// There only whole lines are shown, by a thread of their own, at most every [#PAUSE_MILLIS]: so a
/// task that prints without end costs the editor little. Whoever prints more than that thread shows
/// has to wait for it.
///
/// Thread rule: any thread; but one at a time edits lines.
final class Output extends OutputStream {
  private static final int MOST_PENDING = 1 << 16;
  private static final long PAUSE_MILLIS = 20;

  private final Terminal terminal;
  private final Charset charset;

  /// Fair, so that an answer to Ctrl-C comes through between the lines of a task that floods.
  private final ReentrantLock lock = new ReentrantLock(true);

  private final Condition changed = lock.newCondition();

  // Guarded by the lock.

  /// The editor, while the user types.
  private @Nullable LineReader editor;

  /// Printed, but not shown yet.
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

  /// Whether lines are being shown, without the lock.
  private boolean showing;

  private boolean atLineStart = true;

  /// Whether something stands in the line that was not printed here. Written by any thread.
  private volatile boolean spoiled;

  Output(Terminal terminal) {
    this.terminal = terminal;
    this.charset = terminal.encoding();
    Thread.ofPlatform().daemon().name("asyncio-console-output").start(this::showLines);
  }

  /// {@return a new stream to here} Each has a lock of its own, which is not fair: whoever must not
  /// wait for others needs one for himself.
  PrintStream newStream() {
    return new PrintStream(this, true, charset);
  }

  @Override
  public void write(int oneByte) {
    write(new byte[] {(byte) oneByte}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    if (length == 0) {
      return;
    }
    lock.lock();
    try {
      while (editor != null && pending.size() > MOST_PENDING) {
        changed.awaitUninterruptibly();
      }
      pending.write(bytes, offset, length);
      if (editor == null) {
        pass();
      } else {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// The user begins to type: from now on everything is shown above the line.
  void editing(LineReader reader) {
    lock.lock();
    try {
      if (!atLineStart || spoiled) {
        spoiled = false;
        pending.write('\n');
        pass();
      }
      editor = reader;
    } finally {
      lock.unlock();
    }
  }

  /// The line is complete: from now on everything goes straight through.
  void edited() {
    lock.lock();
    try {
      editor = null;
      while (showing) {
        changed.awaitUninterruptibly();
      }
      pass();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// What comes next is to begin a line, whatever is there. Waits for nothing.
  void lineSpoiled() {
    spoiled = true;
  }

  private void pass() {
    byte[] bytes = pending.toByteArray();
    pending.reset();
    if (bytes.length > 0) {
      try {
        if (spoiled) {
          spoiled = false;
          terminal.output().write('\n');
        }
        terminal.output().write(bytes);
        terminal.output().flush();
      } catch (IOException e) {
        return; // the terminal is gone, and soon the console
      }
      atLineStart = bytes[bytes.length - 1] == '\n';
    }
  }

  private void showLines() {
    while (true) {
      LineReader reader;
      String lines;
      lock.lock();
      try {
        lines = takeLines();
        while (editor == null || lines.isEmpty()) {
          changed.awaitUninterruptibly();
          lines = takeLines();
        }
        reader = editor;
        showing = true;
      } finally {
        lock.unlock();
      }
      reader.printAbove(lines);
      lock.lock();
      try {
        showing = false;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /// The whole lines that are pending while the user types.
  private String takeLines() {
    byte[] bytes = pending.toByteArray();
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    if (end == 0 && bytes.length > MOST_PENDING) {
      end = bytes.length; // one endless line
    }
    if (editor == null || end == 0) {
      return "";
    }
    pending.reset();
    pending.write(bytes, end, bytes.length - end);
    return new String(bytes, 0, end, charset);
  }
}
