package org.asyncio4j.bench;

import io.netty.channel.uring.IoUring;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.asyncio4j.net.NettyTransport;
import org.jspecify.annotations.Nullable;

/// A process that is measured, a server or a client, ours or a peer.
///
/// @param family what it is, such as `Netty`: the same on each transport
/// @param transport which of Netty's transports it uses; null when none
/// @param tool how to start it
/// @param compiles whether it is compiled while it runs, and needs time until it is fast
record Contender(String family, @Nullable NettyTransport transport, Tool tool, boolean compiles) {
  /// {@return a program on asyncio4j}
  static Contender ours(
      String family, NettyTransport transport, Class<?> program, String... arguments) {
    String name = text(transport);
    Tool tool =
        transport.isAvailable()
            ? jvm(Lane.CONFINED, program, List.of("-Dasyncio.transport=" + name), arguments)
            : Tool.missing("asyncio4j cannot use " + name + " here");
    return new Contender(family, transport, tool, true);
  }

  /// {@return a program on Netty alone, whose first argument is the transport}
  static Contender netty(String family, NettyTransport transport, Class<?> program) {
    String name = text(transport);
    boolean available =
        transport == NettyTransport.IO_URING ? IoUring.isAvailable() : transport.isAvailable();
    Tool tool =
        available
            ? jvm(Lane.VIRTUAL, program, List.of(), name)
            : Tool.missing("Netty cannot use " + name + " here");
    return new Contender(family, transport, tool, true);
  }

  /// {@return a program on another library of the JVM}
  static Contender java(String family, Class<?> program) {
    return new Contender(family, null, jvm(Lane.VIRTUAL, program, List.of()), true);
  }

  /// {@return a JVM that does as on the one core on which it is measured, even before it is pinned}
  static Tool jvm(Lane lane, Class<?> program, List<String> options, String... arguments) {
    return Tool.of(
        Child.java(
            lane,
            Stream.of(
                    List.of("-XX:ActiveProcessorCount=1"),
                    options,
                    List.of("-cp", System.getProperty("java.class.path"), program.getName()),
                    List.of(arguments))
                .flatMap(List::stream)
                .toList()));
  }

  /// {@return what no other is called}
  String title() {
    return transport == null ? family : family + " " + text(transport);
  }

  /// {@return the same with more arguments}
  Contender with(String... arguments) {
    return new Contender(family, transport, tool.with(arguments), compiles);
  }

  /// As the system property spells it.
  static String text(NettyTransport transport) {
    return transport.name().toLowerCase(Locale.ROOT);
  }
}
