package org.asyncio4j.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Date;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import javax.management.BadAttributeValueExpException;
import org.asyncio4j.CancelledError;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Fault D7: what another process sends is read only as far as it is known to be harmless.
class RefusedDataTest {
  private static final AllowedTypes DEFAULT = new AllowedTypes(1_000_000, List.of(), null);
  private static final Origin NOWHERE = new Origin(null, "");

  private static ProcessPoolExecutor pool;

  @BeforeAll
  static void open() {
    pool = ProcessPoolExecutor.create(1);
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  private static byte[] serialised(Object object) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return bytes.toByteArray();
  }

  private static URL url() throws Exception {
    return URI.create("http://127.0.0.1/").toURL();
  }

  private static @Nullable Object read(Object object, AllowedTypes allowed) throws Exception {
    return FilteredInput.read(serialised(object), allowed, NOWHERE);
  }

  static List<Object> values() throws Exception {
    return List.of(
        "text",
        1.5,
        BigInteger.TEN,
        new BigDecimal("1.10"),
        Instant.EPOCH,
        Duration.ofDays(1),
        ZonedDateTime.now(ZoneId.of("Europe/Berlin")),
        new ArrayList<>(List.of(1, 2)),
        Map.of("a", List.of(new int[] {1}, new String[][] {{"x"}})),
        new LinkedHashMap<>(Map.of("a", 1)),
        new TreeSet<>(Set.of("b", "a")),
        new TreeSet<>(Comparator.<String>reverseOrder()),
        Arrays.asList(1, 2),
        new EnumMap<>(Map.of(TimeUnit.DAYS, 1)),
        new ConcurrentHashMap<>(Map.of("a", 1)),
        new AtomicLong(1),
        new BitSet(3),
        Date.from(Instant.EPOCH),
        TimeZone.getTimeZone("Europe/Berlin"),
        Locale.GERMAN,
        UUID.randomUUID(),
        Pattern.compile("a+"),
        URI.create("http://a"),
        InetAddress.getLoopbackAddress(),
        String.class,
        int.class,
        int[].class,
        new SQLException("from another module"),
        new NoSuchFileException("f"),
        new CancelledError("of this library"));
  }

  @ParameterizedTest
  @MethodSource("values")
  void valuesCollectionsAndExceptionsAreRead(Object value) throws Exception {
    assertThat(read(value, DEFAULT)).hasSameClassAs(value);
  }

  static List<Object> refused() throws Exception {
    return List.of(
        url(),
        Map.of("deep", List.of(url())),
        List.of((Object) new URL[0]),
        new BadAttributeValueExpException(null),
        new javax.management.ObjectName("a:b=c"),
        Proxy.newProxyInstance(
            RefusedDataTest.class.getClassLoader(),
            new Class<?>[] {Runnable.class},
            (java.lang.reflect.InvocationHandler & Serializable) (self, method, arguments) -> null),
        new Mine(1),
        (RemoteRunnable) () -> {},
        Mine.class);
  }

  record Mine(int value) implements Serializable {}

  @ParameterizedTest
  @MethodSource("refused")
  void d7ATypeThatNobodyAllowedIsRefusedByName(Object hostile) throws Exception {
    byte[] bytes = serialised(hostile);
    RefusedDataException refusal =
        catchThrowableOfType(
            RefusedDataException.class, () -> FilteredInput.read(bytes, DEFAULT, NOWHERE));
    assertThat(refusal.typeName()).isNotNull();
    assertThat(refusal).hasMessageContaining(refusal.typeName());
  }

  @Test
  void whatIsFromTheWorksOwnPlaceIsRead() throws Exception {
    byte[] bytes = serialised(new Mine(1));
    assertThat(FilteredInput.read(bytes, DEFAULT, Origin.of(new Mine(2)))).isEqualTo(new Mine(1));
  }

  @Test
  void d7ThereAreLimits() throws Exception {
    AllowedTypes small = new AllowedTypes(1_000, List.of(), null);
    byte[] huge = serialised(new long[10]);
    huge[huge.length - 81] = 0; // its length: 4 bytes before the elements
    huge[huge.length - 83] = 0x10;
    assertThatExceptionOfType(RefusedDataException.class)
        .isThrownBy(() -> FilteredInput.read(huge, small, NOWHERE))
        .withMessageContaining("elements");
    Object[] nested = {};
    for (int i = 0; i < 600; i++) {
      nested = new Object[] {nested};
    }
    Object deep = nested;
    assertThatExceptionOfType(RefusedDataException.class)
        .isThrownBy(() -> read(deep, DEFAULT))
        .withMessageContaining("deep");
  }

  @Test
  void d7AResultThatIsRefusedIsAFailureOfItsTask() throws Exception {
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> pool.submit(() -> URI.create("http://127.0.0.1/").toURL()).get())
        .havingCause()
        .isInstanceOfSatisfying(
            RefusedDataException.class, e -> assertThat(e.typeName()).isEqualTo("java.net.URL"))
        .withMessageContaining("withAllowed(\"java.net\")");
    assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
  }

  @Test
  void d7WorkThatIsRefusedInTheWorkerIsAFailureOfItsTask() throws Exception {
    URL url = url();
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> pool.submit(() -> url.getHost()).get())
        .havingCause()
        .isInstanceOfSatisfying(
            RefusedDataException.class, e -> assertThat(e.typeName()).isEqualTo("java.net.URL"))
        .havingCause()
        .isInstanceOf(RemoteStack.class);
    assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
  }

  @Test
  void morePackagesCanBeAllowed() throws Exception {
    URL url = url();
    ProcessPoolOptions options = ProcessPoolOptions.DEFAULT.withWorkers(1);
    try (var more = ProcessPoolExecutor.create(options.withAllowed("java.net"))) {
      assertThat(more.submit(() -> url).get()).isEqualTo(url);
    }
    try (var more = ProcessPoolExecutor.create(options.withFilter("java.net.*;!java.util.Date"))) {
      assertThat(more.submit(() -> url).get()).isEqualTo(url);
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> more.submit(() -> Date.from(Instant.EPOCH)).get())
          .havingCause()
          .withMessageContaining("java.util.Date, by the filter that the program gave");
    }
    assertThatIllegalArgumentException().isThrownBy(() -> options.withFilter("maxdepth=x"));
  }
}
