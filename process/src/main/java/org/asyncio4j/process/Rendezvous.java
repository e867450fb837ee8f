package org.asyncio4j.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Where a worker finds its pool: a Unix socket in a folder that only this user can enter, and a
/// token that only the worker is given. Both are gone when it is there.
final class Rendezvous implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int TOKEN_LIMIT = 1024;

  /// What the system's address of a socket has room for.
  private static final int MAX_PATH = 100;

  private final Path folder;
  private final Path socket;
  private final String token;
  private final ServerSocketChannel server;
  private final Selector selector;

  Rendezvous(Selector selector) throws IOException {
    this.selector = selector;
    byte[] random = new byte[32];
    RANDOM.nextBytes(random);
    token = HexFormat.of().formatHex(random);
    folder = privateFolder();
    socket = folder.resolve("s");
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(socket), 1);
      server.configureBlocking(false);
      server.register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private static Path privateFolder() throws IOException {
    FileAttribute<?>[] attributes =
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
            }
            : new FileAttribute<?>[0]; // Windows: the user's own folder for temporary files
    Path made = Files.createTempDirectory("asyncio4j-", attributes);
    if (made.toString().length() > MAX_PATH) {
      Files.delete(made);
      made = Files.createTempDirectory(Path.of("/tmp"), "asyncio4j-", attributes);
    }
    return made;
  }

  /// What the worker has to be told.
  String invitation() {
    return socket + "\n" + token + "\n";
  }

  /// {@return the connection of the worker that has the token; null when `hope` has gone} Waits.
  ///
  /// @param deadline as `System.nanoTime` tells it
  /// @param hope whether the worker may still come
  @Nullable SelectedChannel accept(long deadline, BooleanSupplier hope) throws IOException {
    while (true) {
      SocketChannel came = server.accept();
      if (came == null) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw new InterruptedIOException("the worker has not come");
        }
        if (!hope.getAsBoolean()) {
          return null;
        }
        selector.select(left / 1_000_000 + 1);
        selector.selectedKeys().clear();
        continue;
      }
      SelectedChannel channel = new SelectedChannel(came, selector);
      if (hasToken(channel, deadline)) {
        return channel;
      }
      channel.close();
    }
  }

  private boolean hasToken(SelectedChannel channel, long deadline) {
    try {
      channel.setDeadline(deadline);
      Frame hello = channel.read(TOKEN_LIMIT);
      return hello != null
          && hello.kind() == Frame.Kind.HELLO
          && MessageDigest.isEqual(hello.payload(), token.getBytes(UTF_8));
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    selector.selectNow(); // the key goes now, and with it the socket
    Files.deleteIfExists(socket);
    Files.deleteIfExists(folder);
  }
}
