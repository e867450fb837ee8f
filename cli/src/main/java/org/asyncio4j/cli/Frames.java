package org.asyncio4j.cli;

import java.util.List;
import java.util.stream.Collectors;

/// Stack frames for a reader who has little room.
final class Frames {
  private Frames() {}

  /// `Class.method(File.java:12)`, without the package and what the compiler has added.
  static String brief(String frame) {
    int place = frame.indexOf('(');
    if (place < 0) {
      return frame;
    }
    int method = frame.lastIndexOf('.', place);
    int type = frame.lastIndexOf('.', method - 1);
    int module = frame.lastIndexOf('/', method);
    String name = frame.substring(Math.max(type, module) + 1, place);
    return name.replaceAll("lambda\\$(.*)\\$\\d+", "$1") + frame.substring(place);
  }

  /// The innermost frames, each with its caller to the right.
  static String brief(List<String> stack, int most) {
    return stack.stream().limit(most).map(Frames::brief).collect(Collectors.joining(" -> "))
        + (stack.size() > most ? " ..." : "");
  }
}
