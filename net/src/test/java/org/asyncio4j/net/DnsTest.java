package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class DnsTest {
  @Test
  void aNameHasAddresses() {
    Asyncio.run(() -> {
      InetSocketAddress only = Dns.getaddrinfo("localhost", 80).getFirst();
      assertThat(only.getAddress().getHostAddress()).isEqualTo("127.0.0.1");
      assertThat(only.getPort()).isEqualTo(80);
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "[::1]", "::1%1"})
  void anAddressIsUnderstoodWithoutAResolver(String address) {
    Resolver none =
        host -> {
          throw new AssertionError("asked for " + host);
        };
    Asyncio.run(() ->
        assertThat(
                Hosts.resolve(none, null, address, 0).getFirst().getAddress().isLoopbackAddress())
            .isTrue());
  }

  @Test
  void anAddressHasAName() throws Exception {
    InetAddress address = InetAddress.ofLiteral("127.0.0.1");
    assertThat(Asyncio.<String>run(() -> Dns.getnameinfo(address))).isEqualTo("localhost");
    InetAddress nameless = InetAddress.ofLiteral("::1");
    assertThat(Asyncio.<String>run(() -> Dns.getnameinfo(nameless))).isEqualTo("0:0:0:0:0:0:0:1");
  }

  @Test
  void anUnknownHostIsNamed() {
    Asyncio.run(() ->
        assertThatThrownBy(() -> Streams.openConnection("no-such-host.invalid", 1))
            .isInstanceOf(UnknownHostException.class)
            .hasMessageContaining("no-such-host.invalid"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a b", "nul\0", "tab\t", "host:80", "[127.0.0.1]", "256.1.1.1", "::1%nowhere"})
  void whatCanBeNoHostIsRefusedAndShown(String host) {
    Asyncio.run(() ->
        assertThatThrownBy(() -> Streams.openConnection(host, 1))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageMatching("(?s).*(empty|" + visible(host) + ").*"));
  }

  private static String visible(String host) {
    String shown = host.replace("\0", "\\u0000").replace("\t", "\\u0009");
    return host.isEmpty() ? "empty" : Pattern.quote("'" + shown + "'");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65_536})
  void aPortThatDoesNotExistIsRefused(int port) {
    Asyncio.run(() ->
        assertThatThrownBy(() -> Streams.openConnection("localhost", port))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(Integer.toString(port)));
  }

  @Test
  void slowLookUpsHoldNobodyUp() {
    List<TestNames.SlowName> names = new ArrayList<>();
    List<Task<?>> lookUps = new ArrayList<>();
    Asyncio.run(() -> {
      try {
        for (int i = 0; i < 20; i++) {
          TestNames.SlowName name = new TestNames.SlowName("held-up-" + i + ".test");
          names.add(name);
          lookUps.add(Asyncio.createTask(() -> Dns.getaddrinfo(name.name, 1)));
        }
        for (TestNames.SlowName name : names) {
          await(name.asked);
        }
        assertThat(Asyncio.<Integer>toThread(() -> 42)).isEqualTo(42);
        assertThat(Dns.getaddrinfo("localhost", 1)).hasSize(1);
        assertThat(lookUps).noneMatch(Task::done);
      } finally {
        names.forEach(TestNames.SlowName::close);
      }
      for (Task<?> lookUp : lookUps) {
        lookUp.await();
      }
    });
  }

  @Test
  void aCancelledLookUpIsGivenUpAtOnce() {
    try (TestNames.SlowName name = new TestNames.SlowName("given-up.test")) {
      Asyncio.run(() -> {
        Task<Connection> connecting =
            Asyncio.createTask(() -> Streams.openConnection(name.name, 1));
        await(name.asked);
        connecting.cancel();
        assertThatThrownBy(connecting::await).isInstanceOf(CancelledError.class);
      }); // and the end of the run does not wait for the look-up either
    }
  }

  private static void await(CountDownLatch latch) {
    Asyncio.toThread(() -> latch.await());
  }
}
