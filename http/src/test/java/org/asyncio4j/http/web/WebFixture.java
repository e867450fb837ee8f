package org.asyncio4j.http.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Awaitable;
import org.asyncio4j.EventLoop;
import org.asyncio4j.ExceptionContext;
import org.asyncio4j.LoopOptions;
import org.asyncio4j.Runner;
import org.asyncio4j.net.NettyReactorFactory;
import org.asyncio4j.net.NettyTransport;
import org.jspecify.annotations.Nullable;

/// An application that is served to a test: the server's loop runs on a thread of its own, so that
/// the test may block.
///
/// Closing it shuts the server down and fails the test when something was reported to the loop's
/// exception handler that the test has not taken with [#reports].
public final class WebFixture implements AutoCloseable {
  public static final String HOST = "127.0.0.1";

  /// Speaks HTTP/1.1, and keeps connections.
  static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(20))
          .build();

  private final CompletableFuture<WebServer> started = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  /// The loop lives until the test is done with it, also when the test closes the server itself.
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  private final List<ExceptionContext> reports = new CopyOnWriteArrayList<>();

  /// Set before the server has started.
  private @Nullable EventLoop loop;

  private final int port;

  private WebFixture(LoopOptions loopOptions, Application application, WebOptions options) {
    Thread.ofPlatform()
        .daemon()
        .name("web-fixture")
        .start(() -> run(loopOptions, application, options));
    port = started.join().port();
  }

  /// Serves with the options that programs have without saying so.
  public static WebFixture serve(Application application) {
    return serve(application, WebOptions.DEFAULT);
  }

  public static WebFixture serve(Application application, WebOptions options) {
    return new WebFixture(LoopOptions.defaults(), application, options);
  }

  /// In debug mode.
  public static WebFixture serveInDebugMode(Application application) {
    return new WebFixture(LoopOptions.defaults().withDebug(true), application, WebOptions.DEFAULT);
  }

  public static WebFixture serve(
      NettyTransport transport, Application application, WebOptions options) {
    return new WebFixture(
        LoopOptions.defaults().withReactor(NettyReactorFactory.of(transport)),
        application,
        options);
  }

  private void run(LoopOptions loopOptions, Application application, WebOptions options) {
    try (Runner runner = Runner.create(loopOptions)) {
      EventLoop running = runner.getLoop();
      loop = running;
      running.setExceptionHandler((_, report) -> reports.add(report));
      running.runUntilComplete(() -> {
        WebServer server = Web.start(application, HOST, 0, options);
        started.complete(server);
        server.waitClosed();
        Asyncio.await(done);
      });
      ended.complete(null);
    } catch (Throwable e) {
      started.completeExceptionally(e);
      ended.completeExceptionally(e);
    }
  }

  public int port() {
    return port;
  }

  /// Use it inside [#onLoop] only.
  public WebServer server() {
    return started.join();
  }

  public EventLoop loop() {
    return Objects.requireNonNull(loop);
  }

  /// Runs `body` as a task of the server's loop, and waits for it.
  public void onLoop(Awaitable.Action body) {
    Asyncio.runCoroutineThreadsafe(body, loop()).orTimeout(20, TimeUnit.SECONDS).join();
  }

  /// What the loop's exception handler was told since the last call.
  public List<ExceptionContext> reports() {
    List<ExceptionContext> taken = List.copyOf(reports);
    reports.removeAll(taken);
    return taken;
  }

  // --- asking it ---

  public URI uri(String target) {
    return URI.create("http://" + HOST + ":" + port + target);
  }

  HttpResponse<String> get(String target) throws IOException, InterruptedException {
    return send(request(target).GET());
  }

  HttpRequest.Builder request(String target) {
    return HttpRequest.newBuilder(uri(target)).timeout(Duration.ofSeconds(20));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  /// A connection for requests that are written by hand.
  public RawClient connect() throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.ofLiteral(HOST), port), 20_000);
    return new RawClient(socket);
  }

  /// Sends `request` over a connection of its own. {@return its answer; the rest of the connection
  /// is not looked at}
  public RawClient.Reply ask(String request) throws IOException {
    try (RawClient client = connect()) {
      return client.ask(request);
    }
  }

  // --- the end ---

  @Override
  public void close() {
    // not waited for: with the server the loop ends
    var _ = Asyncio.runCoroutineThreadsafe(() -> server().shutdown(Duration.ZERO), loop());
    done.complete(null);
    ended.orTimeout(20, TimeUnit.SECONDS).join();
    if (!reports.isEmpty()) {
      throw new AssertionError(reports.toString(), reports.getFirst().exception());
    }
  }
}
