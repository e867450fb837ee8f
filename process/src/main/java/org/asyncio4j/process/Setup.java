package org.asyncio4j.process;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a worker is told before its first task.
///
/// @param allowed what it may read; its limit is that of all messages
/// @param initializer null for none
record Setup(AllowedTypes allowed, @Nullable Parcel initializer) {
  byte[] toBytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(allowed.maxBytes());
      out.writeInt(allowed.packages().size());
      for (String name : allowed.packages()) {
        out.writeUTF(name);
      }
      String pattern = allowed.pattern();
      out.writeBoolean(pattern != null);
      if (pattern != null) {
        out.writeUTF(pattern);
      }
      if (initializer != null) {
        out.write(initializer.toBytes());
      }
    }
    return bytes.toByteArray();
  }

  static Setup from(byte[] bytes) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int maxBytes = in.readInt();
      int count = in.readInt();
      List<String> packages = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        packages.add(in.readUTF());
      }
      String pattern = in.readBoolean() ? in.readUTF() : null;
      byte[] rest = in.readAllBytes();
      return new Setup(
          new AllowedTypes(maxBytes, packages, pattern),
          rest.length == 0 ? null : Parcel.from(rest));
    }
  }
}
