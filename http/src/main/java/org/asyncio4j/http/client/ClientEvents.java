package org.asyncio4j.http.client;

import java.net.URI;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.asyncio4j.EventLoop;
import org.asyncio4j.ExceptionContext;
import org.jspecify.annotations.Nullable;

/// Tells a listener, if there is one, what happens to one request.
final class ClientEvents {
  private final EventLoop loop;
  private final @Nullable Consumer<? super ClientEvent> listener;
  private final ClientRequest request;
  private final long start;

  ClientEvents(
      EventLoop loop, @Nullable Consumer<? super ClientEvent> listener, ClientRequest request) {
    this.loop = loop;
    this.listener = listener;
    this.request = request;
    start = loop.time();
  }

  /// When the request began, in the loop's time.
  long start() {
    return start;
  }

  private void tell(LongFunction<ClientEvent> event) {
    try {
      if (listener != null) {
        listener.accept(event.apply(loop.time() - start));
      }
    } catch (RuntimeException e) { // the request must not be left half done
      loop.callExceptionHandler(
          new ExceptionContext(
              "Unhandled exception in a listener of " + request, e, null, null, null, null));
    }
  }

  void started() {
    if (listener != null) {
      tell(_ -> new ClientEvent.RequestStarted(request, 0));
    }
  }

  void queued(Route route) {
    if (listener != null) {
      tell(nanos -> new ClientEvent.ConnectionQueued(request, nanos, route.uri()));
    }
  }

  void created(Route route) {
    if (listener != null) {
      tell(nanos -> new ClientEvent.ConnectionCreated(request, nanos, route.uri()));
    }
  }

  void reused(Route route) {
    if (listener != null) {
      tell(nanos -> new ClientEvent.ConnectionReused(request, nanos, route.uri()));
    }
  }

  void redirected(int status, URI location) {
    if (listener != null) {
      tell(nanos -> new ClientEvent.Redirected(request, nanos, status, location));
    }
  }

  void responseStarted(int status) {
    if (listener != null) {
      tell(nanos -> new ClientEvent.ResponseStarted(request, nanos, status));
    }
  }

  void ended() {
    if (listener != null) {
      tell(nanos -> new ClientEvent.RequestEnded(request, nanos));
    }
  }

  void failed(Throwable exception) {
    if (listener != null) {
      tell(nanos -> new ClientEvent.RequestFailed(request, nanos, exception));
    }
  }
}
