package org.asyncio4j.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.InterruptedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RendezvousTest {
  private static long in(Duration time) {
    return System.nanoTime() + time.toNanos();
  }

  private static SocketChannel connect(String path, String token) throws Exception {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
    Frame.write(Channels.newOutputStream(channel), Frame.Kind.HELLO, 0, token.getBytes(UTF_8));
    return channel;
  }

  @Test
  void onlyThisUserComesNearTheSocketWhichIsGoneAfterwards() throws Exception {
    try (Selector selector = Selector.open()) {
      Path socket;
      try (Rendezvous rendezvous = new Rendezvous(selector)) {
        socket = Path.of(rendezvous.invitation().split("\n", -1)[0]);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())))
            .isEqualTo("rwx------");
      }
      assertThat(socket.getParent()).doesNotExist();
    }
  }

  @Test
  void whoDoesNotHaveTheTokenIsTurnedAway() throws Exception {
    try (Selector selector = Selector.open();
        Rendezvous rendezvous = new Rendezvous(selector)) {
      String[] invitation = rendezvous.invitation().split("\n", -1);
      try (SocketChannel stranger = connect(invitation[0], "0".repeat(64));
          SocketChannel worker = connect(invitation[0], invitation[1])) {
        SelectedChannel accepted =
            Objects.requireNonNull(rendezvous.accept(in(Duration.ofSeconds(30)), () -> true));
        Frame.write(Channels.newOutputStream(worker), Frame.Kind.READY, 5, Frame.NOTHING);
        assertThat(Objects.requireNonNull(accepted.read(100)).id()).isEqualTo(5);
        assertThat(Channels.newInputStream(stranger).read()).isEqualTo(-1);
        accepted.close();
      }
    }
  }

  @Test
  void aWorkerThatDoesNotComeIsNotWaitedForForEver() throws Exception {
    try (Selector selector = Selector.open();
        Rendezvous rendezvous = new Rendezvous(selector)) {
      assertThatExceptionOfType(InterruptedIOException.class)
          .isThrownBy(() -> rendezvous.accept(in(Duration.ofMillis(20)), () -> true));
      assertThat(rendezvous.accept(in(Duration.ofMinutes(1)), () -> false)).isNull();
    }
  }

  /// One that connects and then says nothing.
  @Test
  void aSilentStrangerIsNotWaitedForForEver() throws Exception {
    try (Selector selector = Selector.open();
        Rendezvous rendezvous = new Rendezvous(selector);
        SocketChannel silent =
            SocketChannel.open(
                UnixDomainSocketAddress.of(rendezvous.invitation().split("\n", -1)[0]))) {
      assertThatExceptionOfType(InterruptedIOException.class)
          .isThrownBy(() -> rendezvous.accept(in(Duration.ofMillis(20)), () -> true));
      assertThat(Channels.newInputStream(silent).read()).isEqualTo(-1);
    }
  }
}
