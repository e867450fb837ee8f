package org.asyncio4j.net;

import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Objects;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.jspecify.annotations.Nullable;

/// The file that a Unix socket listens at: what must not be there before, and what is removed
/// after.
///
/// Netty's native `bind` unlinks whatever is at the path, files of other kinds too; and Netty
/// unlinks the path again at the close, whoever's it is by then. So here it is looked at before the
/// bind, and after it the channel does not find the path any more.
final class UnixListener {
  private static final int TYPE_OF_FILE = 0170000;
  private static final int SOCKET = 0140000;

  private final UnixName name;

  /// What the channel was told to bind to; null on NIO, which is made not to unlink.
  private @Nullable Forgetful address;

  /// Which file the socket is; null before the bind, and for a name that is no file.
  private @Nullable Object inode;

  UnixListener(UnixName name) {
    this.name = name;
  }

  UnixName name() {
    return name;
  }

  /// What the channel is told to bind to.
  SocketAddress addressFor(NettyTransport transport) {
    SocketAddress plain = name.addressFor(transport);
    if (!(plain instanceof DomainSocketAddress)) {
      return plain;
    }
    Forgetful forgetful = new Forgetful(name.text());
    address = forgetful;
    return forgetful;
  }

  /// A path that the channel keeps, and that is none when it is to be unlinked.
  private static final class Forgetful extends DomainSocketAddress {
    private static final long serialVersionUID = 1;
    private boolean forgotten;

    Forgetful(String path) {
      super(path);
    }

    @Override
    public String path() {
      return forgotten ? "" : super.path();
    }
  }

  /// Suspends until no socket is left over at the path.
  ///
  /// @throws BindException when somebody listens there, or it is no socket
  void clear(EventLoop loop) throws IOException {
    if (!name.isAbstract()) {
      Asyncio.<@Nullable Void, IOException>await(
          loop.runInExecutor(null, () -> clear(name.path())), IOException.class);
    }
  }

  private static @Nullable Void clear(Path path) throws IOException {
    try {
      int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      if ((mode & TYPE_OF_FILE) != SOCKET) {
        throw new BindException("Address already in use, by a file that is no socket");
      }
      if (isServed(path)) {
        throw new BindException("Address already in use, by a server");
      }
      Files.deleteIfExists(path);
    } catch (NoSuchFileException e) {
      return null; // as it should be
    }
    return null;
  }

  /// Whether anything but a refusal answers; without waiting for it.
  private static boolean isServed(Path path) throws IOException {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.configureBlocking(false);
      probe.connect(UnixDomainSocketAddress.of(path));
      return true;
    } catch (ConnectException e) {
      return false;
    } catch (IOException e) { // its backlog is full, it is not ours to use, or of another kind
      return true;
    }
  }

  /// Remembers which file the socket, just bound, is.
  void bound() throws IOException {
    if (address != null) {
      address.forgotten = true;
    }
    if (!name.isAbstract()) {
      inode = inode();
    }
  }

  /// Its number and the time when it was made: the number alone is soon another file's. Null for
  /// what is no socket.
  private @Nullable Object inode() throws IOException {
    BasicFileAttributes file =
        Files.readAttributes(name.path(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return file.isOther() ? Arrays.asList(file.fileKey(), file.creationTime()) : null;
  }

  /// Removes the file, unless another has taken its place.
  void remove() {
    try {
      if (inode != null && Objects.equals(inode, inode())) {
        Files.deleteIfExists(name.path());
      }
    } catch (IOException e) {
      return; // it is gone, or out of reach: the next server there removes it
    }
  }
}
