package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/// A protocol that writes down what it is told, and whose data can be waited for.
@SuppressWarnings("NullAway.Init") // the transport is there from connectionMade() on
class Recorder implements Protocol {
  final List<String> told = new ArrayList<>();
  final StringBuilder text = new StringBuilder();
  Transport transport;
  @Nullable IOException failure;
  private final Future<@Nullable Void> lost = Asyncio.getRunningLoop().createFuture();
  private Future<@Nullable Void> news = Asyncio.getRunningLoop().createFuture();

  @Override
  public void connectionMade(Transport transport) throws IOException {
    this.transport = transport;
    tell("made");
  }

  @Override
  public void dataReceived(ByteBuffer data) throws IOException {
    text.append(US_ASCII.decode(data));
    if (!told.getLast().equals("data")) {
      tell("data");
    } else {
      wake();
    }
  }

  @Override
  public boolean eofReceived() throws IOException {
    tell("eof");
    return false;
  }

  @Override
  public void pauseWriting() {
    tell("pause");
  }

  @Override
  public void resumeWriting() {
    tell("resume");
  }

  @Override
  public void connectionLost(@Nullable IOException failure) {
    this.failure = failure;
    tell(failure == null ? "lost" : "lost by failure");
    lost.setResult(null);
  }

  final void tell(String what) {
    told.add(what);
    wake();
  }

  private void wake() {
    news.setResult(null);
    news = Asyncio.getRunningLoop().createFuture();
  }

  void awaitLoss() {
    Asyncio.shield(lost);
  }

  void awaitText(String all) {
    while (!text.toString().equals(all)) {
      news.await();
    }
  }

  void awaitTold(String what) {
    while (!told.contains(what)) {
      news.await();
    }
  }
}
