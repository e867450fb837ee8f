package org.asyncio4j.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/// What the JDK's resolver knows in tests: `localhost`, and names whose look-up lasts until the
/// test says so. No question leaves the machine.
public final class TestNames extends InetAddressResolverProvider {
  private static final Map<String, SlowName> SLOW = new ConcurrentHashMap<>();

  /// For `ServiceLoader`.
  public TestNames() {}

  /// A name whose look-ups wait, and cannot be interrupted, as the system's cannot.
  static final class SlowName implements AutoCloseable {
    final String name;
    final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch answered = new CountDownLatch(1);

    SlowName(String name) {
      this.name = name;
      SLOW.put(name, this);
    }

    private void awaitAnswer() {
      asked.countDown();
      boolean waiting = true;
      while (waiting) {
        try {
          answered.await();
          waiting = false;
        } catch (InterruptedException e) {
          // goes on waiting
        }
      }
    }

    @Override
    public void close() {
      answered.countDown();
      SLOW.remove(name);
    }
  }

  @Override
  public InetAddressResolver get(Configuration configuration) {
    return new InetAddressResolver() {
      @Override
      public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
          throws UnknownHostException {
        SlowName slow = SLOW.get(host);
        if (slow != null) {
          slow.awaitAnswer();
          return Stream.of(InetAddress.ofLiteral(Loopback.HOST));
        }
        if (host.equals("localhost")) {
          return Stream.of(InetAddress.ofLiteral(Loopback.HOST));
        }
        throw new UnknownHostException(host + ": the tests do not know it");
      }

      @Override
      public String lookupByAddress(byte[] address) throws UnknownHostException {
        if (address[0] == 127) {
          return "localhost";
        }
        throw new UnknownHostException("no name");
      }
    };
  }

  @Override
  public String name() {
    return "names of the tests";
  }
}
