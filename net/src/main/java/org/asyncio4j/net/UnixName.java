package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.unix.DomainSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/// What a Unix socket is called: a path, or, after a NUL, a name that Linux keeps apart from files.
///
/// @param text the path as it was given, or the NUL and the name
record UnixName(String text) {
  /// How many bytes `sockaddr_un` has for a path and the NUL after it.
  private static final int ROOM = 108;

  UnixName {
    if (text.isEmpty() || text.equals("\0")) {
      throw new IllegalArgumentException("a Unix socket needs a path, and this one is empty");
    }
    if (text.indexOf('\0', 1) > 0) {
      throw new IllegalArgumentException(
          "the path of a Unix socket has a NUL in it: " + text.replace("\0", "\\0"));
    }
  }

  static UnixName of(Path path) {
    // the constructor of the address refuses paths of other file systems
    return new UnixName(UnixDomainSocketAddress.of(path).getPath().toString());
  }

  boolean isAbstract() {
    return text.charAt(0) == '\0';
  }

  Path path() {
    return Path.of(text);
  }

  /// This as the channels of `transport` take it. Refuses what they would cut or not understand.
  SocketAddress addressFor(NettyTransport transport) {
    // the JDK keeps a byte more than the system wants
    int most = transport == NettyTransport.NIO ? ROOM - 2 : ROOM - 1;
    int length = text.getBytes(UTF_8).length;
    if (length > most) {
      throw new IllegalArgumentException(
          "the path of a Unix socket has "
              + length
              + " bytes, and the system takes "
              + most
              + " at the most: "
              + this);
    }
    if (transport != NettyTransport.NIO) {
      return new DomainSocketAddress(text);
    }
    if (isAbstract()) {
      throw new UnsupportedOperationException(
          this + " is no file, and transport=nio has Unix sockets with files only: use a path");
    }
    return UnixDomainSocketAddress.of(text);
  }

  /// {@return `address`, which a channel knows, as the JDK has it}
  static SocketAddress plain(SocketAddress address) {
    return address instanceof DomainSocketAddress unix
        ? UnixDomainSocketAddress.of(unix.path().replace('\0', '@'))
        : address;
  }

  /// {@return this as the JDK has it} A name that is no file is shown as the system's tools do:
  /// with an `@` instead of the NUL.
  SocketAddress shown() {
    return UnixDomainSocketAddress.of(toString());
  }

  @Override
  public String toString() {
    return text.replace('\0', '@');
  }
}
