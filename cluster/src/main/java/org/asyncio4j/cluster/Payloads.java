package org.asyncio4j.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Turns tasks, results and items into bytes and back, with Java's serialisation and
/// [AllowedTypes]. Hazelcast carries the bytes and does not look into them. Any thread.
final class Payloads {
  private final AllowedTypes allowed;
  private final int maxBytes;
  private final @Nullable ClassLoader loader;

  Payloads(AllowedTypes allowed, int maxBytes, @Nullable ClassLoader loader) {
    this.allowed = allowed;
    this.maxBytes = maxBytes;
    this.loader = loader;
  }

  /// @param what how a message calls it: "the task"
  /// @throws IllegalArgumentException when it cannot be sent
  byte[] write(@Nullable Object value, String what) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    } catch (NotSerializableException e) {
      throw new IllegalArgumentException(
          what
              + " cannot be sent to another member: "
              + e.getMessage()
              + " is not serialisable. Write a lambda where a ClusterCallable is expected, or cast"
              + " it to one; a class, and all that it captures, has to implement Serializable",
          e);
    } catch (Exception e) { // a stream into memory: what the value's own methods threw
      throw new IllegalArgumentException(
          what + " cannot be sent to another member: writing it failed with " + e, e);
    }
    if (bytes.size() > maxBytes) {
      throw new IllegalArgumentException(
          what
              + " is too large for another member: "
              + bytes.size()
              + " bytes, and at most "
              + maxBytes
              + " are allowed; see ClusterOptions.withMaxMessageSize");
    }
    return bytes.toByteArray();
  }

  /// @param what how a message calls it: "the task"
  /// @param where who reads: "member 127.0.0.1:5701"
  /// @throws ClusterSerializationException when it cannot be read, or must not
  @Nullable Object read(byte[] bytes, String what, String where) {
    Reader reader = null;
    try {
      if (bytes.length > maxBytes) {
        throw new ClusterSerializationException(
            what + " is too large for " + where + ": " + bytes.length + " bytes", null);
      }
      reader = new Reader(new ByteArrayInputStream(bytes));
      return reader.readObject();
    } catch (ClassNotFoundException e) {
      throw new ClusterSerializationException(
          where + " cannot read " + what + ": it has no class " + e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      String refused = reader == null ? null : reader.refused;
      throw new ClusterSerializationException(
          refused == null
              ? where + " cannot read " + what + ": " + e
              : where
                  + " does not allow "
                  + refused
                  + " in "
                  + what
                  + ": see ClusterOptions.withAllowedClasses",
          e);
    } catch (LinkageError e) {
      throw new ClusterSerializationException(where + " cannot read " + what + ": " + e, e);
    }
  }

  /// A task that arrived at this member.
  Callable<?> readTask(byte[] bytes, String where) {
    Object task = read(bytes, "the task", where);
    if (task instanceof Callable<?> callable) {
      return callable;
    }
    throw new ClusterSerializationException("what came to " + where + " is no task: " + task, null);
  }

  private final class Reader extends ObjectInputStream {
    /// The last class that the filter did not like.
    @Nullable String refused;

    Reader(InputStream bytes) throws IOException {
      super(bytes);
      setObjectInputFilter(info -> {
        java.io.ObjectInputFilter.Status status = allowed.checkInput(info);
        if (status == java.io.ObjectInputFilter.Status.REJECTED) {
          Class<?> type = info.serialClass();
          refused = type == null ? "so many levels" : type.getName();
        }
        return status;
      });
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      try {
        return Class.forName(description.getName(), false, loader);
      } catch (ClassNotFoundException e) {
        return super.resolveClass(description); // primitive types, and this library's own
      }
    }

    /// A proxy runs any method for anybody.
    @Override
    protected Class<?> resolveProxyClass(String[] interfaces) throws IOException {
      refused = "a proxy of " + String.join(", ", interfaces);
      throw new java.io.InvalidClassException(refused);
    }
  }
}
