package org.asyncio4j.process;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// In a worker: the classes of one loader of the pool's process that are not on the class path,
/// such as those of a program that is run from its source. They are asked for one by one.
final class RemoteClasses extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  private final int number;
  private final Worker worker;
  private final Map<String, String> locations = new ConcurrentHashMap<>();

  RemoteClasses(int number, Worker worker) {
    super("pool-" + number, Worker.class.getClassLoader());
    this.number = number;
    this.worker = worker;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] answer = worker.findClass(number, name);
    if (answer.length == 0) {
      throw new ClassNotFoundException(
          name
              + ": it is neither on the class path nor does the loader in the pool's process show"
              + " it");
    }
    Found found = Found.from(answer);
    locations.put(name, found.location);
    return defineClass(name, found.bytes, 0, found.bytes.length);
  }

  /// Where the pool's process has a class of this loader from.
  String locationOf(Class<?> type) {
    Class<?> known = type.isHidden() ? type.getNestHost() : type; // a lambda's class
    return locations.getOrDefault(known.getName(), "");
  }

  /// The class file, and where it was.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Found(String location, byte[] bytes) {
    byte[] toBytes() {
      byte[] place = location.getBytes(StandardCharsets.UTF_8);
      return ByteBuffer.allocate(Integer.BYTES + place.length + bytes.length)
          .putInt(place.length)
          .put(place)
          .put(bytes)
          .array();
    }

    static Found from(byte[] message) {
      ByteBuffer buffer = ByteBuffer.wrap(message);
      int length = buffer.getInt();
      String place = new String(message, Integer.BYTES, length, StandardCharsets.UTF_8);
      byte[] bytes = new byte[message.length - Integer.BYTES - length];
      buffer.position(Integer.BYTES + length).get(bytes);
      return new Found(place, bytes);
    }
  }
}
